# One place for what every target of ours shares.
include_guard()

add_library(ropewalk_options INTERFACE)
target_compile_features(ropewalk_options INTERFACE cxx_std_20)
target_include_directories(ropewalk_options INTERFACE ${CMAKE_SOURCE_DIR})
target_compile_options(ropewalk_options INTERFACE -Wall -Wextra -Wpedantic)
target_compile_definitions(ropewalk_options INTERFACE ROPEWALK_VERSION="${PROJECT_VERSION}")
if(ROPEWALK_WARNINGS_AS_ERRORS)
    # GCC 12 sees overlapping copies in "literal" + std::string that are not there.
    target_compile_options(ropewalk_options INTERFACE -Werror
        $<$<AND:$<COMPILE_LANGUAGE:CXX>,$<CXX_COMPILER_ID:GNU>>:-Wno-restrict>)
endif()
if(ROPEWALK_SANITIZE)
    target_compile_options(ropewalk_options INTERFACE -fsanitize=${ROPEWALK_SANITIZE} -fno-omit-frame-pointer)
    target_link_options(ropewalk_options INTERFACE -fsanitize=${ROPEWALK_SANITIZE})
endif()

if(ROPEWALK_FUZZ)
    # Counts what an input reaches; a finding ends the fuzzer.
    target_compile_options(ropewalk_options INTERFACE -fsanitize=fuzzer-no-link -fno-sanitize-recover=all)
endif()

# A static library of ours; its rooms add their sources with target_sources.
function(ropewalk_library name)
    add_library(${name} STATIC)
    target_link_libraries(${name} PUBLIC ropewalk_options)
endfunction()

# A QtTest program tests/<area>/tst_<name>.cpp, run offscreen with a timeout in seconds (default 60). One that computes with
# a processor's kernels says SETS: packaging/test runs it once for every instruction set that the processor has.
#   ropewalk_test(name LIBS lib… [TIMEOUT s] [SOURCES extra…] [SETS])
function(ropewalk_test name)
    cmake_parse_arguments(arg "SETS" "TIMEOUT" "LIBS;SOURCES" ${ARGN})
    if(NOT arg_TIMEOUT)
        set(arg_TIMEOUT 60)
    endif()
    add_executable(tst_${name} tst_${name}.cpp ${arg_SOURCES})
    set_target_properties(tst_${name} PROPERTIES AUTOMOC ON)
    target_link_libraries(tst_${name} PRIVATE ${arg_LIBS} Qt6::Test)
    target_compile_definitions(tst_${name} PRIVATE
        ROPEWALK_TEST_DATA="${CMAKE_SOURCE_DIR}/tests/reference" ROPEWALK_SOURCE_DIR="${CMAKE_SOURCE_DIR}")
    add_test(NAME ${name} COMMAND tst_${name})
    if(arg_SETS)
        set_tests_properties(${name} PROPERTIES LABELS instruction-sets)
    endif()
    # Qt warns without a runtime folder of the user's own, and warnings are fatal here.
    file(MAKE_DIRECTORY ${CMAKE_BINARY_DIR}/run)
    file(CHMOD ${CMAKE_BINARY_DIR}/run PERMISSIONS OWNER_READ OWNER_WRITE OWNER_EXECUTE)
    set_tests_properties(${name} PROPERTIES TIMEOUT ${arg_TIMEOUT}
        ENVIRONMENT "QT_QPA_PLATFORM=offscreen;QT_STYLE_OVERRIDE=Fusion;QT_FATAL_WARNINGS=1;OMP_WAIT_POLICY=PASSIVE;XDG_RUNTIME_DIR=${CMAKE_BINARY_DIR}/run")
endfunction()
