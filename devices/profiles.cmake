# Puts firmware-profiles into the program (one assembler file for each folder with the bytes of its
# files, one table with their names) and into the installation.
enable_language(ASM)
foreach(kind IN ITEMS printer scale scanner)
    set(profile_folder ${PROJECT_SOURCE_DIR}/firmware-profiles/${kind}s)
    file(GLOB profile_files CONFIGURE_DEPENDS RELATIVE ${profile_folder} ${profile_folder}/*.json)
    set(assembler "    .section .rodata\n")
    set(declarations "")
    set(rows "")
    set(depends "")
    set(number 0)
    foreach(name IN LISTS profile_files)
        math(EXPR number "${number} + 1")
        set(symbol wms_${kind}_profile_${number})
        list(APPEND depends ${profile_folder}/${name})
        string(APPEND assembler "    .global ${symbol}\n${symbol}:\n"
            "    .incbin \"${profile_folder}/${name}\"\n"
            "    .global ${symbol}_end\n${symbol}_end:\n    .byte 0\n")
        string(APPEND declarations
            "extern char const ${symbol}[];\nextern char const ${symbol}_end[];\n")
        string(APPEND rows "        {\"${name}\", {${symbol}, ${symbol}_end}},\n")
    endforeach()
    string(APPEND assembler "    .section .note.GNU-stack,\"\",@progbits\n")
    file(CONFIGURE OUTPUT ${CMAKE_CURRENT_BINARY_DIR}/${kind}_profiles.S
        CONTENT "@assembler@" @ONLY)
    file(CONFIGURE OUTPUT ${CMAKE_CURRENT_BINARY_DIR}/${kind}_profiles_table.cpp @ONLY CONTENT
"// Made by profiles.cmake from firmware-profiles/${kind}s.
#include \"devices/embedded_profiles.hpp\"

extern \"C\" {
@declarations@}

std::vector<wms::devices::EmbeddedProfile> wms::devices::embedded_${kind}_profiles() {
    return {
@rows@    };
}
")
    set_source_files_properties(${CMAKE_CURRENT_BINARY_DIR}/${kind}_profiles.S PROPERTIES
        OBJECT_DEPENDS "${depends}")
    target_sources(wms_devices PRIVATE
        ${CMAKE_CURRENT_BINARY_DIR}/${kind}_profiles.S
        ${CMAKE_CURRENT_BINARY_DIR}/${kind}_profiles_table.cpp)
endforeach()
include(GNUInstallDirs)
install(DIRECTORY ${PROJECT_SOURCE_DIR}/firmware-profiles
    DESTINATION ${CMAKE_INSTALL_DATADIR}/wms
    FILES_MATCHING PATTERN "*.json" PATTERN "*.md")
