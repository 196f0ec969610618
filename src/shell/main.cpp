// The program: it hands its words to the command line.
#include "shell/cli/command.h"

int main(int argc, char** argv) {
  return shuxin::cli::run(argc, argv);
}
