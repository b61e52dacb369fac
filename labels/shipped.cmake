# Puts templates/*.json into the program: one assembler file with their bytes, one table with their
# names. The list is read at configure time, the bytes at build time.
file(GLOB template_files CONFIGURE_DEPENDS ${CMAKE_CURRENT_SOURCE_DIR}/templates/*.json)
list(SORT template_files)
set(assembler "    .section .rodata\n")
set(declarations "")
set(rows "")
set(number 0)
foreach(path IN LISTS template_files)
    math(EXPR number "${number} + 1")
    cmake_path(GET path FILENAME name)
    string(REGEX REPLACE "\\.json$" "" name ${name})
    set(symbol wms_label_template_${number})
    string(APPEND assembler "    .global ${symbol}\n${symbol}:\n    .incbin \"${path}\"\n"
        "    .global ${symbol}_end\n${symbol}_end:\n    .byte 0\n")
    string(APPEND declarations "extern char const ${symbol}[];\nextern char const ${symbol}_end[];\n")
    string(APPEND rows "    {\"${name}\", {${symbol}, ${symbol}_end}},\n")
endforeach()
string(APPEND assembler "    .section .note.GNU-stack,\"\",@progbits\n")
file(CONFIGURE OUTPUT ${CMAKE_CURRENT_BINARY_DIR}/templates.S CONTENT "@assembler@" @ONLY)
file(CONFIGURE OUTPUT ${CMAKE_CURRENT_BINARY_DIR}/templates_table.cpp @ONLY CONTENT
"// Made by shipped.cmake from labels/templates.
#include \"labels/template.hpp\"

extern \"C\" {
@declarations@}

std::span<wms::labels::ShippedTemplate const> wms::labels::shipped_templates() {
    static ShippedTemplate const all[] = {
@rows@    };
    return all;
}
")
set_source_files_properties(${CMAKE_CURRENT_BINARY_DIR}/templates.S PROPERTIES
    OBJECT_DEPENDS "${template_files}")
target_sources(wms_labels PRIVATE
    ${CMAKE_CURRENT_BINARY_DIR}/templates.S
    ${CMAKE_CURRENT_BINARY_DIR}/templates_table.cpp)
