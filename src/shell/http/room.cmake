# Embeds openapi.json and, if they have been built, the screens of ui/dist into the room's library.
set(embedded ${CMAKE_BINARY_DIR}/embedded)
file(GLOB_RECURSE screens CONFIGURE_DEPENDS ${CMAKE_SOURCE_DIR}/ui/dist/*)
add_custom_command(
  OUTPUT ${embedded}/embedded.cpp
  COMMAND ${CMAKE_COMMAND} -DOUT=${embedded} -DSCREENS=${CMAKE_SOURCE_DIR}/ui/dist
          -DOPENAPI=${CMAKE_CURRENT_LIST_DIR}/openapi.json -P ${CMAKE_CURRENT_LIST_DIR}/embed.cmake
  DEPENDS ${screens} ${CMAKE_CURRENT_LIST_DIR}/openapi.json ${CMAKE_CURRENT_LIST_DIR}/embed.cmake
  COMMENT "Embedding the screens")
target_sources(shell_http PRIVATE ${embedded}/embedded.cpp)
