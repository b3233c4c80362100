// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "app/engine/cli/csv.h"
#include "app/engine/cli/options.h"

namespace ropewalk::engine {

/// What passkey and needle both ask for.
struct HiddenKeyOptions
{
    ModelOptions model;
    FactorOptions factors;
    std::vector<std::int64_t> lengths;
    std::int64_t target = 0; ///< 0 = the longest of lengths
    protocol::PasskeyParams params;
    std::string short_factors;
    CsvOptions csv;

    std::int64_t methods_for() const;
    std::int64_t trials() const; ///< in all
};
void add_hidden_key_options(CLI::App& app, HiddenKeyOptions& options);
Writing hidden_key_writing(const HiddenKeyOptions& options);

/// "hidden in book.txt, held-out part"
std::string hidden_in(const std::string& filler, const std::string& split);

/// The sets that were named, in params with the rest.
tl::expected<protocol::PasskeyParams, Failure> chosen_params(
    const HiddenKeyOptions& options, const Workbench& workbench, Console& console);

} // namespace ropewalk::engine
