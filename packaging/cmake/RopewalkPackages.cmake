# What is installed, and the two Debian packages: ropewalk (the window) and ropewalk-engine, which ships no libtorch.
include_guard()
include(GNUInstallDirs)

set(CMAKE_SKIP_INSTALL_ALL_DEPENDENCY ON) # what is packed was built before
set(own_data ${CMAKE_INSTALL_DATADIR}/ropewalk)
if(ROPEWALK_STUDIO)
    install(TARGETS ropewalk RUNTIME DESTINATION ${CMAKE_INSTALL_BINDIR} COMPONENT studio)
    install(FILES packaging/linux/ropewalk.desktop DESTINATION ${CMAKE_INSTALL_DATADIR}/applications COMPONENT studio)
    install(FILES packaging/linux/ropewalk.xml DESTINATION ${CMAKE_INSTALL_DATADIR}/mime/packages COMPONENT studio)
    install(FILES resources/icons/ropewalk.svg
        DESTINATION ${CMAKE_INSTALL_DATADIR}/icons/hicolor/scalable/apps COMPONENT studio)
    install(FILES packaging/linux/copyright DESTINATION ${CMAKE_INSTALL_DATADIR}/doc/ropewalk COMPONENT studio)
    list(APPEND packages studio)
endif()
if(ROPEWALK_ENGINE)
    # The launcher stands where users look, the program beside what it needs.
    install(TARGETS ropewalk-engine RUNTIME DESTINATION lib/ropewalk COMPONENT engine)
    install(PROGRAMS packaging/engine/ropewalk-engine packaging/engine/ropewalk-engine-setup
        DESTINATION ${CMAKE_INSTALL_BINDIR} COMPONENT engine)
    install(FILES packaging/lib/libtorch.sh DESTINATION ${own_data} COMPONENT engine)
    install(DIRECTORY resources/demo DESTINATION ${own_data} COMPONENT engine)
    install(FILES packaging/linux/copyright DESTINATION ${CMAKE_INSTALL_DATADIR}/doc/ropewalk-engine COMPONENT engine)
    list(APPEND packages engine)
endif()

set(CPACK_GENERATOR DEB)
set(CPACK_DEB_COMPONENT_INSTALL ON)
set(CPACK_COMPONENTS_GROUPING IGNORE)
set(CPACK_COMPONENTS_ALL ${packages})
set(CPACK_STRIP_FILES ON)
set(CPACK_PACKAGE_CONTACT "The Ropewalk authors")
set(CPACK_PACKAGING_INSTALL_PREFIX /usr)
set(CPACK_DEBIAN_FILE_NAME DEB-DEFAULT)
set(CPACK_DEBIAN_PACKAGE_SHLIBDEPS ON)
set(CPACK_DEBIAN_PACKAGE_SHLIBDEPS_PRIVATE_DIRS ${ROPEWALK_TORCH_ROOT}/lib)
set(CPACK_DEBIAN_STUDIO_PACKAGE_NAME ropewalk)
set(CPACK_DEBIAN_STUDIO_PACKAGE_SECTION science)
set(CPACK_DEBIAN_STUDIO_PACKAGE_RECOMMENDS "ropewalk-engine, libqt6svg6, qt6-wayland, fonts-dejavu-core")
set(CPACK_COMPONENT_STUDIO_DESCRIPTION "Studio for stretching the context window of language models
 The window: see rotary position embeddings, edit rescale factors by hand,
 watch searches and tests, export factor files.")
set(CPACK_DEBIAN_ENGINE_PACKAGE_NAME ropewalk-engine)
set(CPACK_DEBIAN_ENGINE_PACKAGE_SECTION science)
set(CPACK_DEBIAN_ENGINE_PACKAGE_DEPENDS "python3, python3-venv")
set(CPACK_COMPONENT_ENGINE_DESCRIPTION "Engine of Ropewalk: scoring, search and tests of context extension
 A complete command-line tool and what the window computes with. Run
 ropewalk-engine-setup once: it installs libtorch for the user.")
include(CPack)
