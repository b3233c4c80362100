// SPDX-License-Identifier: Apache-2.0
#include "core/model/memory/failure.h"

#include <c10/util/Exception.h>

#include <initializer_list>
#include <new>
#include <string_view>
#include <system_error>

namespace ropewalk::model {
namespace {

bool says(std::string_view text, std::initializer_list<std::string_view> any)
{
    for (const std::string_view part : any)
        if (text.find(part) != std::string_view::npos)
            return true;
    return false;
}

std::string first_line(std::string_view text)
{
    return std::string(text.substr(0, text.find('\n')));
}

Words ways_on()
{
    return words(
        "a smaller length or fewer windows need less, bf16 needs half of f32, and --stream-weights on keeps the "
        "weights in their file");
}

Words machine_is_full()
{
    return words("the machine's memory is full, or a limit on it (ulimit -v) is reached; {1}", ways_on());
}

Words gpu_is_full(std::string_view said)
{
    // libtorch: "CUDA out of memory. Tried to allocate 2.50 GiB. GPU 0 has a total capacity of …"
    constexpr std::string_view tried = "Tried to allocate ";
    const auto at = said.find(tried);
    if (at == std::string_view::npos)
        return words(
            "the GPU's memory is full; {1}; so does the device cpu where the machine has more memory", ways_on());
    const std::string_view rest = said.substr(at + tried.size());
    return words(
        "the GPU's memory is full ({1} more did not fit); {2}; so does the device cpu where the machine has more "
        "memory",
        rest.substr(0, rest.find(". ")), ways_on());
}

Words in_words(std::string_view said)
{
    if (says(said, {"no kernel image is available"}))
        return words("libtorch has no kernels for this GPU (CUDA: no kernel image is available): use the device cpu, or a "
                     "GPU of compute capability 8.0 or newer");
    if (says(said, {"CUDA out of memory", "CUDA error: out of memory", "CUBLAS_STATUS_ALLOC_FAILED",
            "CUDNN_STATUS_ALLOC_FAILED"}))
        return gpu_is_full(said);
    // oneDNN's words for memory that it was not given
    if (says(said, {"DefaultCPUAllocator", "not enough memory: you tried to allocate", "could not execute a primitive",
            "could not create a primitive", "could not create a memory object"})
        && !says(said, {"primitive descriptor"}))
        return machine_is_full();
    if (says(said, {"CUDA driver version is insufficient"}))
        return words("the NVIDIA driver is too old for CUDA 13: update it to 580 or newer, or use the device cpu");
    if (says(said, {"CUDA error", "CUDA driver error", "CUDNN_STATUS", "CUBLAS_STATUS"}))
        return words("the GPU failed: {1}; the engine must be started anew before it can use it again, or use the device "
                     "cpu",
            first_line(said));
    return as_is(first_line(said));
}

} // namespace

Error explain(std::exception_ptr thrown, const std::string& file)
{
    const auto error = [&](Words message) { return Error{std::move(message), file, {}, false}; };
    try {
        std::rethrow_exception(thrown);
    } catch (const c10::OutOfMemoryError& full) {
        return error(gpu_is_full(full.what_without_backtrace()));
    } catch (const c10::Error& failed) {
        return error(in_words(failed.what_without_backtrace()));
    } catch (const std::bad_alloc&) {
        return error(machine_is_full());
    } catch (const std::system_error& failed) {
        const bool no_thread = failed.code() == std::errc::resource_unavailable_try_again;
        return error(no_thread ? machine_is_full() : in_words(failed.what()));
    } catch (const std::exception& failed) {
        return error(in_words(failed.what()));
    } catch (...) {
        return error(words("libtorch failed without saying why"));
    }
}

} // namespace ropewalk::model
