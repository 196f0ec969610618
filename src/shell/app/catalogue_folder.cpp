#include "shell/app/catalogue_folder.h"

#include <filesystem>
#include <fstream>
#include <iterator>

namespace shuxin::app {
namespace {

constexpr std::uintmax_t largest_file = 8 << 20;

}  // namespace

base::Result<catalog::Files> read_catalogue_folder(const std::string& folder) {
  namespace fs = std::filesystem;
  catalog::Files files;
  std::error_code problem;
  const fs::path root(folder);
  if (!fs::is_directory(root, problem)) return base::fail("catalogue.no-folder", {folder});
  fs::recursive_directory_iterator at(root, problem);
  if (problem) return base::fail("catalogue.unreadable", {folder, problem.message()});
  for (const fs::recursive_directory_iterator end; at != end; at.increment(problem)) {
    if (problem) return base::fail("catalogue.unreadable", {folder, problem.message()});
    const std::string path = at->path().lexically_relative(root).generic_string();
    if (at->is_symlink(problem)) return base::fail("catalogue.symbolic-link", {path});
    if (at->path().filename().string().starts_with('.') || path == "demo") {
      if (at->is_directory(problem)) at.disable_recursion_pending();
      continue;
    }
    if (!at->is_regular_file(problem)) continue;
    if (at->file_size(problem) > largest_file) return base::fail("catalogue.file-too-large", {path, "8 MiB"});
    std::ifstream in(at->path(), std::ios::binary);
    if (!in) return base::fail("catalogue.unreadable", {path, ""});
    files[path] = std::string(std::istreambuf_iterator<char>(in), {});
  }
  return files;
}

}  // namespace shuxin::app
