// SPDX-License-Identifier: Apache-2.0
#include "core/train/state.h"

#include "core/model/storage/safetensors.h"
#include "core/model/storage/safetensors_writer.h"

#include <array>
#include <cstring>

namespace ropewalk::train {

namespace {

/// What must be the same for a run to go on, as text: a changed schedule would end in other weights.
std::string fingerprint(const Settings& s)
{
    std::string out;
    for (const double value : {static_cast<double>(s.steps), static_cast<double>(s.batch),
             static_cast<double>(s.length), s.learning_rate, s.final_share, static_cast<double>(s.warmup), s.beta1,
             s.beta2, s.weight_decay, s.clip, static_cast<double>(s.seed), s.bfloat16 ? 1.0 : 0.0})
        out += std::to_string(value) + " ";
    return out;
}

Status restore(const model::SafetensorsFile& file, const std::string& name, at::Tensor& into)
{
    const auto found = file.tensors().find(name);
    if (found == file.tensors().end())
        return failure(words("the tensor is missing"), file.path().string(), at_tensor(name));
    const model::StoredTensor& stored = found->second;
    if (stored.dtype != "F32" || at::IntArrayRef(stored.shape) != into.sizes())
        return failure(
            words("expected F32 of the model's shape, found {1}", stored.dtype), file.path().string(), at_tensor(name));
    at::Tensor host = into.device().is_cpu() ? into : into.cpu();
    std::memcpy(host.mutable_data_ptr(), stored.data.data(), stored.data.size());
    if (!into.device().is_cpu())
        into.copy_(host);
    return {};
}

} // namespace

Status save_state(const std::filesystem::path& folder, const Settings& settings, const State& state)
{
    std::vector<std::pair<std::string, at::Tensor>> tensors;
    for (std::size_t i = 0; i < state.parameters.size(); ++i) {
        const auto& [name, parameter] = state.parameters[i];
        tensors.emplace_back(name, parameter.detach().cpu());
        tensors.emplace_back("mean." + name, state.means[i].cpu());
        tensors.emplace_back("square." + name, state.squares[i].cpu());
    }
    return model::write_safetensors(folder / state_file_name, tensors,
        {{"step", std::to_string(state.step)}, {"settings", fingerprint(settings)}});
}

Status load_state(const std::filesystem::path& folder, const Settings& settings, State& state)
{
    std::error_code error;
    if (!std::filesystem::exists(folder / state_file_name, error))
        return {};
    const auto file = model::SafetensorsFile::open(folder / state_file_name);
    if (!file)
        return tl::unexpected(file.error());
    const std::map<std::string, std::string>& said = (*file)->metadata();
    const auto written = said.find("settings"), step = said.find("step");
    if (written == said.end() || step == said.end() || written->second != fingerprint(settings))
        return failure(words("this run was begun with other settings; remove the file to begin anew"),
            (folder / state_file_name).string());
    for (std::size_t i = 0; i < state.parameters.size(); ++i) {
        auto& [name, parameter] = state.parameters[i];
        const std::array<std::pair<std::string, at::Tensor*>, 3> all{
            {{name, &parameter}, {"mean." + name, &state.means[i]}, {"square." + name, &state.squares[i]}}};
        for (const auto& [full, tensor] : all)
            if (const Status done = restore(**file, full, *tensor); !done)
                return done;
    }
    state.step = std::stoi(step->second);
    return {};
}

Status remove_state(const std::filesystem::path& folder)
{
    std::error_code error;
    std::filesystem::remove(folder / state_file_name, error);
    if (error)
        return failure(words("cannot be removed: {1}", error.message()), (folder / state_file_name).string());
    return {};
}

} // namespace ropewalk::train
