# The rules engine as a library for others: `cmake --install build/release --component rules --prefix DIR`, then
# find_package(shuxin) and link shuxin::rules. docs/guides/rules-as-a-library.md shows it.
include(GNUInstallDirs)

set(outside_of_rules outside_fmt outside_rapidjson outside_crypto outside_decimal outside_pugixml outside_re2 outside_icu)
set_target_properties(core_base PROPERTIES EXPORT_NAME base OUTPUT_NAME shuxin_base)
set_target_properties(core_rules PROPERTIES EXPORT_NAME rules OUTPUT_NAME shuxin_rules)
foreach(room core_base core_rules)
  target_include_directories(${room} PUBLIC $<INSTALL_INTERFACE:${CMAKE_INSTALL_INCLUDEDIR}/shuxin>)
  target_compile_features(${room} PUBLIC cxx_std_23)
endforeach()

install(TARGETS core_base core_rules ${outside_of_rules} EXPORT shuxin
  ARCHIVE DESTINATION ${CMAKE_INSTALL_LIBDIR} COMPONENT rules)
install(EXPORT shuxin NAMESPACE shuxin:: FILE shuxin-targets.cmake
  DESTINATION ${CMAKE_INSTALL_LIBDIR}/cmake/shuxin COMPONENT rules)
install(FILES ${CMAKE_SOURCE_DIR}/cmake/shuxin-config.cmake
  DESTINATION ${CMAKE_INSTALL_LIBDIR}/cmake/shuxin COMPONENT rules)
install(DIRECTORY ${CMAKE_SOURCE_DIR}/src/core/base ${CMAKE_SOURCE_DIR}/src/core/rules
  DESTINATION ${CMAKE_INSTALL_INCLUDEDIR}/shuxin/core COMPONENT rules FILES_MATCHING PATTERN "*.h" PATTERN "*.def")
