# lexbor: an HTML parser that builds the tree that browsers build. Its C sources come inside the Python package selectolax, which
# script/setup fetches and tools/packages.txt pins; only what HTML needs of them is built, as one static library.
set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS ${CMAKE_SOURCE_DIR}/tools/packages.txt)
file(STRINGS ${CMAKE_SOURCE_DIR}/tools/packages.txt lexbor_pin REGEX "^selectolax==")
string(REGEX MATCH "^selectolax==([0-9.]+) --hash=sha256:([0-9a-f]+)" lexbor_pin "${lexbor_pin}")
set(lexbor_version ${CMAKE_MATCH_1})
set(lexbor_hash ${CMAKE_MATCH_2})
set(lexbor_archive ${CMAKE_SOURCE_DIR}/build/packages/selectolax-${lexbor_version}.tar.gz)
if(NOT EXISTS ${lexbor_archive})
  message(FATAL_ERROR "${lexbor_archive} is missing; run script/setup")
endif()

set(lexbor_folder ${CMAKE_BINARY_DIR}/lexbor/selectolax-${lexbor_version}/lexbor/source)
if(NOT EXISTS ${lexbor_folder})
  file(SHA256 ${lexbor_archive} lexbor_found)
  if(NOT lexbor_found STREQUAL lexbor_hash)
    message(FATAL_ERROR "${lexbor_archive} is not what tools/packages.txt pins; remove it and run script/setup")
  endif()
  file(REMOVE_RECURSE ${CMAKE_BINARY_DIR}/lexbor ${CMAKE_BINARY_DIR}/lexbor.part)
  file(ARCHIVE_EXTRACT INPUT ${lexbor_archive} DESTINATION ${CMAKE_BINARY_DIR}/lexbor.part PATTERNS
    "*/lexbor/source/lexbor/core/*" "*/lexbor/source/lexbor/dom/*" "*/lexbor/source/lexbor/html/*" "*/lexbor/source/lexbor/ns/*"
    "*/lexbor/source/lexbor/tag/*" "*/lexbor/source/lexbor/ports/posix/*")
  file(RENAME ${CMAKE_BINARY_DIR}/lexbor.part ${CMAKE_BINARY_DIR}/lexbor)
endif()

file(GLOB_RECURSE lexbor_sources ${lexbor_folder}/lexbor/*.c)
add_library(lexbor STATIC ${lexbor_sources})
target_include_directories(lexbor SYSTEM PUBLIC ${lexbor_folder})
target_compile_definitions(lexbor PUBLIC LEXBOR_STATIC)
set_target_properties(lexbor PROPERTIES C_STANDARD 99 EXPORT_COMPILE_COMMANDS OFF)
if(NOT KAWAT_SANITIZE)
  # One translation unit: it compiles in half the time, and calls between its files are inlined. Sanitizers are slow on large ones.
  set_target_properties(lexbor PROPERTIES UNITY_BUILD ON UNITY_BUILD_BATCH_SIZE 0)
endif()
