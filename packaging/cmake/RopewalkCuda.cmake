# The CUDA kernels, compiled on every machine by nvcc 13, GPU or not: from a CUDA Toolkit where one is installed, else
# from PyPI's wheels (packaging/run installs them). nvcc is called directly and not as a CMake language: CMake's check
# of the language links a whole program, which the wheels' partial toolkit cannot do.
#
# They are linked statically, with the static CUDA runtime: that runtime loads the driver itself on its first call, so
# a program with it starts on machines that have none, and there is no further library to find at run time.
include_guard()

set(ROPEWALK_NVCC_ROOT "$ENV{ROPEWALK_NVCC_ROOT}" CACHE PATH "Folder of a CUDA 13 compiler (holds bin/nvcc)")

# Sets out to a path of nvcc 13, or to an empty string and out_seen to what was found instead.
function(ropewalk_find_nvcc out out_seen)
    file(GLOB installed /usr/local/cuda-13*/bin/nvcc)
    set(seen "")
    foreach(candidate "$ENV{CUDACXX}" "${ROPEWALK_NVCC_ROOT}/bin/nvcc" /usr/local/cuda/bin/nvcc ${installed})
        if(candidate STREQUAL "" OR NOT EXISTS "${candidate}")
            continue()
        endif()
        execute_process(COMMAND "${candidate}" --version OUTPUT_VARIABLE text ERROR_QUIET)
        if(text MATCHES "release 13\\.")
            set(${out} "${candidate}" PARENT_SCOPE)
            return()
        endif()
        string(REGEX MATCH "release [0-9.]+" release "${text}")
        string(APPEND seen " ${candidate} (${release})")
    endforeach()
    set(${out} "" PARENT_SCOPE)
    set(${out_seen} "${seen}" PARENT_SCOPE)
endfunction()

ropewalk_find_nvcc(ROPEWALK_NVCC seen)
if(NOT ROPEWALK_NVCC)
    message(FATAL_ERROR
        "nvcc 13 was not found; it compiles the CUDA kernels, and needs no GPU.${seen}\n"
        "Run ./packaging/run once, which installs it; or install it into a Python environment with\n"
        "  pip install --no-deps nvidia-cuda-nvcc==13.0.88 nvidia-cuda-crt==13.0.88 nvidia-nvvm==13.0.88 "
        "nvidia-cuda-cccl==13.0.85 nvidia-cuda-runtime==13.0.96\n"
        "and pass -DROPEWALK_NVCC_ROOT=<site-packages>/nvidia/cu13; or build without it: -DROPEWALK_CUDA=OFF.")
endif()
get_filename_component(nvcc_root "${ROPEWALK_NVCC}" REALPATH)
get_filename_component(nvcc_root "${nvcc_root}" DIRECTORY)
get_filename_component(nvcc_root "${nvcc_root}" DIRECTORY)
find_library(ROPEWALK_CUDART_STATIC cudart_static NO_DEFAULT_PATH REQUIRED
    PATHS "${nvcc_root}" PATH_SUFFIXES lib64 lib targets/x86_64-linux/lib targets/sbsa-linux/lib)

# ropewalk_cuda_library(name source…): a static library of .cu files, for Ampere, Hopper, Blackwell and PTX for later.
function(ropewalk_cuda_library name)
    set(objects "")
    foreach(source ${ARGN})
        get_filename_component(absolute "${source}" ABSOLUTE)
        set(object "${CMAKE_CURRENT_BINARY_DIR}/${source}.o")
        add_custom_command(OUTPUT "${object}"
            COMMAND "${ROPEWALK_NVCC}" -std=c++20 -O3 -ccbin "${CMAKE_CXX_COMPILER}" "-I${CMAKE_SOURCE_DIR}"
                -Xcompiler=-fPIC,-Wall
                -gencode arch=compute_80,code=sm_80 -gencode arch=compute_90,code=sm_90
                -gencode "arch=compute_100,code=[sm_100,compute_100]"
                -MD -MF "${object}.d" -MT "${object}" -c "${absolute}" -o "${object}"
            MAIN_DEPENDENCY "${absolute}" DEPFILE "${object}.d" COMMENT "Compiling ${source} for the GPU" VERBATIM)
        list(APPEND objects "${object}")
    endforeach()
    add_library(${name} STATIC ${objects})
    set_target_properties(${name} PROPERTIES LINKER_LANGUAGE CXX)
    set_source_files_properties(${objects} PROPERTIES EXTERNAL_OBJECT ON GENERATED ON)
    target_link_libraries(${name} INTERFACE "${ROPEWALK_CUDART_STATIC}" ${CMAKE_DL_LIBS} pthread rt)
endfunction()
