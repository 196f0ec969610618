# Writes OUT/embedded.cpp: every file of SCREENS compressed, and OPENAPI, as data of the program.
# The bytes come in by the assembler, as no compiler takes megabytes of numbers gladly.
file(REMOVE_RECURSE ${OUT})
file(MAKE_DIRECTORY ${OUT}/files)
set(blobs "")
set(index "")
set(number 0)

# embed_file(PATH NAME): appends the compressed file to the blobs and the index.
macro(embed_file path name)
  execute_process(COMMAND gzip -9 -n -c ${path} OUTPUT_FILE ${OUT}/files/${number} RESULT_VARIABLE failed)
  if(failed)
    message(FATAL_ERROR "gzip ${path}: ${failed}")
  endif()
  file(SHA256 ${path} hash)
  string(SUBSTRING ${hash} 0 20 tag)
  string(APPEND blobs "EMBED(${number}, \"${OUT}/files/${number}\")\n")
  string(APPEND index "    {\"${name}\", bytes(file_${number}, end_${number}), \"${tag}\"},\n")
  math(EXPR number "${number} + 1")
endmacro()

embed_file(${OPENAPI} "openapi.json")
file(GLOB_RECURSE files RELATIVE ${SCREENS} ${SCREENS}/*)
list(SORT files)
foreach(file IN LISTS files)
  embed_file(${SCREENS}/${file} ${file})
endforeach()

file(WRITE ${OUT}/embedded.cpp "// Written by embed.cmake.
#include \"core/base/check.h\"
#include \"shell/http/screens.h\"

#define EMBED(number, file)                                                                       \\
  asm(\".pushsection .rodata\\nfile_\" #number \":\\n.incbin \\\"\" file \"\\\"\\nend_\" #number \":\\n.popsection\"); \\
  extern \"C\" const char file_##number[];                                                          \\
  extern \"C\" const char end_##number[];

${blobs}
namespace shuxin::http {
namespace {

std::string_view bytes(const char* begin, const char* end) {
  return {begin, static_cast<std::size_t>(end - begin)};
}

const std::vector<EmbeddedFile>& all() {
  static const std::vector<EmbeddedFile> files = {
${index}  };
  return files;
}

}  // namespace

std::vector<EmbeddedFile> embedded_screens() { return {all().begin() + 1, all().end()}; }

std::string openapi_text() { return inflate_gzip(all().front().gzip, 64U << 20); }

}  // namespace shuxin::http
")
