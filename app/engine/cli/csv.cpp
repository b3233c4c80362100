// SPDX-License-Identifier: Apache-2.0
#include "app/engine/cli/csv.h"

#include "core/formats/factor_file.h"

#include <cerrno>
#include <cmath>
#include <cstring>
#include <fstream>

namespace ropewalk::engine {

namespace {

std::string cell_text(const nlohmann::json& cell)
{
    if (cell.is_number_float() && !std::isfinite(cell.get<double>()))
        return {};
    if (!cell.is_string())
        return cell.is_null() ? std::string() : cell.dump();
    const auto& text = cell.get_ref<const std::string&>();
    if (text.find_first_of(",\"\r\n") == std::string::npos)
        return text;
    std::string quoted = "\"";
    for (const char byte : text)
        quoted += byte == '"' ? "\"\"" : std::string(1, byte);
    return quoted + '"';
}

} // namespace

CsvTable::CsvTable(std::vector<std::string> columns)
{
    row({ columns.begin(), columns.end() });
}

void CsvTable::row(const std::vector<nlohmann::json>& cells)
{
    for (std::size_t i = 0; i < cells.size(); ++i) {
        if (i > 0)
            m_text += ',';
        m_text += cell_text(cells[i]);
    }
    m_text += '\n';
}

void add_csv_option(CLI::App& app, CsvOptions& options)
{
    app.add_option("--csv", options.file, "Write the result into this file too, as comma-separated values");
    add_overwrite_option(app, options.overwrite);
}

Writing csv_writing(const CsvOptions& options, formats::OpenFiles open)
{
    return { { options.file }, {}, std::move(open), options.overwrite };
}

tl::expected<void, Failure> write_csv(const CsvOptions& options, const CsvTable& table)
{
    if (options.file.empty())
        return {};
    std::error_code code;
    const auto there = std::filesystem::status(options.file, code);
    if (std::filesystem::is_character_file(there) || std::filesystem::is_fifo(there)) {
        std::ofstream stream(options.file, std::ios::binary);
        stream << table.text();
        stream.close();
        if (!stream)
            return tl::unexpected(
                Failure({ words("cannot be written: {1}", std::strerror(errno)), options.file, {}, false }));
        return {};
    }
    if (const Status saved = formats::save_atomically(options.file, table.text()); !saved)
        return tl::unexpected(Failure(saved.error()));
    return {};
}

} // namespace ropewalk::engine
