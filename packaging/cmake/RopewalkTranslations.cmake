# Translations of the window: resources/translations/ropewalk_<locale>.ts become ropewalk_<locale>.qm beside the program,
# where Qt's lrelease is there. The target translations brings the .ts of ROPEWALK_LOCALE up to date with the sources.
# What core and the engine say is in it too: packaging/translations/patterns.py collects the patterns of words().
# Debian: qt6-l10n-tools.
set(ROPEWALK_LOCALE "template" CACHE STRING "Locale of the .ts file that the target translations writes: de, pt_BR")
set(translations_folder ${CMAKE_SOURCE_DIR}/resources/translations)
find_program(ROPEWALK_LUPDATE lupdate HINTS /usr/lib/qt6/bin NO_CACHE)
find_program(ROPEWALK_LRELEASE lrelease HINTS /usr/lib/qt6/bin NO_CACHE)

find_package(Python3 3.9 QUIET COMPONENTS Interpreter)
if(ROPEWALK_LUPDATE AND Python3_FOUND)
    set(written ${translations_folder}/ropewalk_${ROPEWALK_LOCALE}.ts)
    if(ROPEWALK_LOCALE STREQUAL "template")
        set(written ${CMAKE_BINARY_DIR}/ropewalk.ts)
    endif()
    set(patterns ${CMAKE_BINARY_DIR}/translations/patterns.cpp)
    add_custom_target(translations
        COMMAND ${CMAKE_COMMAND} -E make_directory ${translations_folder} ${CMAKE_BINARY_DIR}/translations
        COMMAND Python3::Interpreter -B packaging/translations/patterns.py . ${patterns}
        COMMAND ${ROPEWALK_LUPDATE} -silent -locations relative -I . -source-language en
            views app/studio ${patterns} -ts ${written}
        WORKING_DIRECTORY ${CMAKE_SOURCE_DIR} VERBATIM
        COMMENT "Writing ${written}")
endif()

file(GLOB translated CONFIGURE_DEPENDS ${translations_folder}/*.ts)
if(ROPEWALK_LRELEASE AND translated)
    set(compiled)
    foreach(source ${translated})
        get_filename_component(name ${source} NAME_WE)
        set(made ${CMAKE_RUNTIME_OUTPUT_DIRECTORY}/translations/${name}.qm)
        add_custom_command(OUTPUT ${made}
            COMMAND ${CMAKE_COMMAND} -E make_directory ${CMAKE_RUNTIME_OUTPUT_DIRECTORY}/translations
            COMMAND ${ROPEWALK_LRELEASE} -silent ${source} -qm ${made}
            DEPENDS ${source} VERBATIM)
        list(APPEND compiled ${made})
    endforeach()
    add_custom_target(compiled_translations ALL DEPENDS ${compiled})
    install(FILES ${compiled} DESTINATION share/ropewalk/translations COMPONENT studio)
endif()
