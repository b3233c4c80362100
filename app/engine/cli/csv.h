// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "app/engine/cli/command.h"

#include <string>
#include <vector>

namespace ropewalk::engine {

/// A result as a table: the first row names the columns.
class CsvTable
{
public:
    explicit CsvTable(std::vector<std::string> columns);
    /// As many cells as columns: words, or numbers as JSON numbers; what is not finite stays empty.
    void row(const std::vector<nlohmann::json>& cells);
    /// RFC 4180: what holds a comma, a quote or a line's end is quoted.
    const std::string& text() const { return m_text; }

private:
    std::string m_text;
};

/// --csv FILE: where the table goes too; empty = nowhere.
struct CsvOptions
{
    std::string file;
    bool overwrite = false;
};
void add_csv_option(CLI::App& app, CsvOptions& options);
/// What a command with nothing else to write says of its writing.
Writing csv_writing(const CsvOptions& options, formats::OpenFiles open);
/// A file in one step; a device or pipe as it is.
tl::expected<void, Failure> write_csv(const CsvOptions& options, const CsvTable& table);

} // namespace ropewalk::engine
