# Puts the files of web-ui/dist into the program: one assembler file that includes their bytes, one
# table with their paths. Run at configure time; the assembler reads the bytes at build time.
file(GLOB_RECURSE dist_files CONFIGURE_DEPENDS RELATIVE ${CMAKE_CURRENT_SOURCE_DIR}/dist
    ${CMAKE_CURRENT_SOURCE_DIR}/dist/*)
set(assembler "    .section .rodata\n")
set(declarations "")
set(rows "")
set(number 0)

function(wms_embed symbol path)
    string(APPEND assembler "    .balign 16\n    .global ${symbol}\n${symbol}:\n"
        "    .incbin \"${CMAKE_CURRENT_SOURCE_DIR}/dist/${path}\"\n"
        "    .global ${symbol}_end\n${symbol}_end:\n    .byte 0\n")
    string(APPEND declarations "extern char const ${symbol}[];\nextern char const ${symbol}_end[];\n")
    set(assembler "${assembler}" PARENT_SCOPE)
    set(declarations "${declarations}" PARENT_SCOPE)
endfunction()

set(depends "")
foreach(path IN LISTS dist_files)
    list(APPEND depends ${CMAKE_CURRENT_SOURCE_DIR}/dist/${path})
    if(path MATCHES "\\.br$")
        continue()
    endif()
    # the table holds a hash of the bytes: configure again when they change
    set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS
        ${CMAKE_CURRENT_SOURCE_DIR}/dist/${path})
    math(EXPR number "${number} + 1")
    file(SHA256 ${CMAKE_CURRENT_SOURCE_DIR}/dist/${path} hash)
    string(SUBSTRING ${hash} 0 16 hash)
    wms_embed(wms_asset_${number} ${path})
    set(brotli "{}")
    if("${path}.br" IN_LIST dist_files)
        wms_embed(wms_asset_${number}_br ${path}.br)
        set(brotli "{wms_asset_${number}_br, wms_asset_${number}_br_end}")
    endif()
    string(APPEND rows "        {\"/${path}\", \"${hash}\", "
        "{wms_asset_${number}, wms_asset_${number}_end}, ${brotli}},\n")
endforeach()
string(APPEND assembler "    .section .note.GNU-stack,\"\",@progbits\n")

file(CONFIGURE OUTPUT ${CMAKE_CURRENT_BINARY_DIR}/assets.S CONTENT "@assembler@" @ONLY)
file(CONFIGURE OUTPUT ${CMAKE_CURRENT_BINARY_DIR}/assets_table.cpp @ONLY CONTENT
"// Made by assets.cmake from web-ui/dist.
#include \"server/assets.hpp\"

extern \"C\" {
@declarations@}

std::vector<wms::web::EmbeddedFile> wms::web::embedded_files() {
    return {
@rows@    };
}
")
set_source_files_properties(${CMAKE_CURRENT_BINARY_DIR}/assets.S PROPERTIES
    OBJECT_DEPENDS "${depends}")
target_sources(wms_web PRIVATE
    ${CMAKE_CURRENT_BINARY_DIR}/assets.S
    ${CMAKE_CURRENT_BINARY_DIR}/assets_table.cpp)
