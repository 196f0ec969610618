// Program: a run of `shuxin` as a process of its own, for tests of the whole.
#pragma once

#include <csignal>
#include <cstdlib>
#include <fcntl.h>
#include <gtest/gtest.h>
#include <string>
#include <sys/wait.h>
#include <unistd.h>
#include <vector>

namespace shuxin::http {

/// Starts the program with these words; what it says on standard error is kept. Killed when it goes.
class Program {
 public:
  explicit Program(const std::vector<std::string>& words) {
    int ends[2];
    EXPECT_EQ(::pipe2(ends, O_CLOEXEC), 0);
    pid_ = ::fork();
    if (pid_ == 0) {
      ::dup2(ends[1], STDERR_FILENO);
      std::vector<char*> arguments = {const_cast<char*>(SHUXIN_PROGRAM)};
      for (const std::string& word : words) arguments.push_back(const_cast<char*>(word.c_str()));
      arguments.push_back(nullptr);
      ::execv(SHUXIN_PROGRAM, arguments.data());
      ::_exit(127);
    }
    ::close(ends[1]);
    errors_ = ends[0];
  }
  Program(const Program&) = delete;
  Program& operator=(const Program&) = delete;
  ~Program() {
    if (pid_ > 0) {
      ::kill(pid_, SIGKILL);
      ::waitpid(pid_, nullptr, 0);
    }
    ::close(errors_);
  }

  // The port of "ready at http://…:PORT/"; 0 if the program ends before.
  std::uint16_t wait_until_ready() {
    while (said_.find("/\n") == std::string::npos && read_some()) {
    }
    const std::size_t at = said_.rfind(':');
    return at == std::string::npos ? 0 : static_cast<std::uint16_t>(std::atoi(said_.c_str() + at + 1));
  }
  void signal(int number) const { ::kill(pid_, number); }
  // What the program ended with, or -1 for a signal.
  int wait() {
    while (read_some()) {
    }
    int status = 0;
    ::waitpid(pid_, &status, 0);
    pid_ = -1;
    return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
  }
  [[nodiscard]] const std::string& said() const { return said_; }

 private:
  bool read_some() {
    char bytes[4096];
    const ssize_t got = ::read(errors_, bytes, sizeof bytes);
    if (got > 0) said_.append(bytes, static_cast<std::size_t>(got));
    return got > 0;
  }

  pid_t pid_;
  int errors_;
  std::string said_;
};

}  // namespace shuxin::http
