cmake_minimum_required(VERSION 3.25)
# cmake -D SOURCE=… -D OUTPUT=… -P build_commit.cmake: writes OUTPUT when the commit is another one, so
# that a build of the same commit compiles nothing anew.
find_program(git git)
set(commit "")
if(git)
    execute_process(COMMAND ${git} describe --always --dirty --abbrev=12 --exclude=*
        WORKING_DIRECTORY ${SOURCE}
        OUTPUT_VARIABLE commit ERROR_QUIET OUTPUT_STRIP_TRAILING_WHITESPACE RESULT_VARIABLE failed)
    if(failed)
        set(commit "")
    endif()
endif()
file(CONFIGURE OUTPUT ${OUTPUT} CONTENT "// Made by wms-core/app/build_commit.cmake.
#include \"app/build_commit.hpp\"

std::string_view wms::app::build_commit() {
    return \"@commit@\";
}
" @ONLY)
