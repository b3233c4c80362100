# libtorch out of PyPI's torch wheel, by an imported target of our own: libtorch_cpu and libc10 alone are linked;
# libtorch_cuda is loaded at run time when a GPU is asked for.
include_guard()

set(ROPEWALK_TORCH_ROOT "$ENV{ROPEWALK_TORCH_ROOT}" CACHE PATH "The torch folder of the wheel (holds lib/ and include/)")
if(NOT EXISTS "${ROPEWALK_TORCH_ROOT}/lib/libtorch_cpu.so")
    message(FATAL_ERROR
        "libtorch was not found at ROPEWALK_TORCH_ROOT='${ROPEWALK_TORCH_ROOT}'. "
        "Run ./packaging/run once, which installs it, or pass -DROPEWALK_TORCH_ROOT=<site-packages>/torch.")
endif()

add_library(Ropewalk::torch SHARED IMPORTED)
set_target_properties(Ropewalk::torch PROPERTIES
    IMPORTED_LOCATION "${ROPEWALK_TORCH_ROOT}/lib/libtorch_cpu.so"
    INTERFACE_INCLUDE_DIRECTORIES # of an imported target, so the compiler takes them for system headers
        "${ROPEWALK_TORCH_ROOT}/include;${ROPEWALK_TORCH_ROOT}/include/torch/csrc/api/include"
    INTERFACE_COMPILE_DEFINITIONS "_GLIBCXX_USE_CXX11_ABI=1"
    INTERFACE_LINK_LIBRARIES "${ROPEWALK_TORCH_ROOT}/lib/libc10.so")
