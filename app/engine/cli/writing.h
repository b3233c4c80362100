// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/formats/saving/target.h"

#include <string>
#include <tl/expected.hpp>
#include <vector>

namespace CLI {
class App;
}

namespace ropewalk::engine {

struct Failure;

/// Where a command will write, and what it reads meanwhile: looked at before it begins, so that hours of work do not
/// end at a file in the way.
struct Writing
{
    std::vector<std::string> targets; ///< empty names are left out
    std::vector<std::string> journals; ///< gone on with or refused by themselves, never written over
    formats::OpenFiles open;
    bool overwrite = false; ///< files that are there may be replaced
    bool force = false; ///< … and so may the factor file that is read
};

void add_overwrite_option(CLI::App& app, bool& overwrite);
/// What a command reads by the names it was given: "demo" is the bundled model, methods are no files.
formats::OpenFiles open_files(const std::string& model, const std::vector<std::string>& inputs,
    const std::vector<std::string>& factors);

/// Refuses what must not be written over (standing_of()), and two results in one file; removes what processes that were
/// killed left unfinished in the targets' folders.
tl::expected<void, Failure> check_writing(const Writing& writing);

} // namespace ropewalk::engine
