// SPDX-License-Identifier: Apache-2.0
#include "core/formats/factor_csv.h"

#include "core/rope/shown.h"

#include <charconv>
#include <cmath>

namespace ropewalk::formats {
namespace {

constexpr double most_n_hat = 9007199254740992.0; // 2^53, the last whole number of a row of doubles

struct Row
{
    std::size_t line; ///< counted from 1
    std::vector<double> values;
};

std::string_view trimmed(std::string_view text)
{
    constexpr std::string_view blank = " \t\r";
    const auto first = text.find_first_not_of(blank);
    if (first == std::string_view::npos)
        return {};
    return text.substr(first, text.find_last_not_of(blank) - first + 1);
}

std::string place_of(std::size_t line)
{
    std::string place = "line ";
    return place.append(std::to_string(line));
}

tl::unexpected<Error> not_a_number(std::string_view text, const std::string& file, std::size_t line)
{
    constexpr std::size_t most = 60;
    std::string message = "expected a number, found ";
    if (text.empty())
        message += "nothing";
    else
        message.append("\"").append(text.substr(0, most)).append(text.size() > most ? "…\"" : "\"");
    return failure(std::move(message), file, place_of(line));
}

Result<double> number(std::string_view text, const std::string& file, std::size_t line)
{
    const std::string_view digits = text.starts_with('+') ? text.substr(1) : text;
    double value = 0.0;
    const auto [end, code] = std::from_chars(digits.data(), digits.data() + digits.size(), value);
    if (code != std::errc() || end != digits.data() + digits.size() || !std::isfinite(value))
        return not_a_number(text, file, line);
    return value;
}

Result<std::vector<Row>> rows_of(std::string_view text, const std::string& file)
{
    std::vector<Row> rows;
    std::size_t line = 0;
    std::size_t blank = 0; // the first empty line since the last number
    for (std::size_t start = 0; start < text.size(); ++line) {
        const std::size_t end = std::min(text.find('\n', start), text.size());
        const std::string_view content = trimmed(text.substr(start, end - start));
        start = end + 1;
        if (content.empty()) {
            blank = blank ? blank : line + 1;
            continue;
        }
        if (blank)
            return failure("expected a number, found an empty line", file, place_of(blank));
        Row row{ line + 1, {} };
        for (std::size_t cell = 0; cell <= content.size();) {
            const std::size_t comma = std::min(content.find(',', cell), content.size());
            const auto value = number(trimmed(content.substr(cell, comma - cell)), file, row.line);
            if (!value)
                return tl::unexpected(value.error());
            row.values.push_back(*value);
            cell = comma + 1;
        }
        rows.push_back(std::move(row));
    }
    return rows;
}

tl::unexpected<Error> wrong_count(const std::string& found, const std::string& file, std::size_t pairs)
{
    return failure("expected " + std::to_string(pairs) + " factors, one a line (" + std::to_string(pairs + 1)
            + " lines with n̂ first), found " + found,
        file);
}

} // namespace

Result<FactorFile> parse_factor_csv(
    std::string_view text, const std::string& file, const rope::Geometry& geometry)
{
    const auto rows = rows_of(text, file);
    if (!rows)
        return tl::unexpected(rows.error());
    const auto pairs = static_cast<std::size_t>(geometry.pairs());

    FactorFile out;
    out.geometry = geometry;
    rope::FactorSet set;
    std::vector<std::size_t> lines; // of each factor
    const bool table = !rows->empty() && rows->front().values.size() > 1;
    if (table) {
        for (const Row& row : *rows) {
            if (row.values.size() != pairs)
                return failure("expected " + std::to_string(pairs) + " factors in a row, found "
                        + std::to_string(row.values.size()),
                    file, place_of(row.line));
            if (row.values != rows->front().values)
                return failure(
                    "expected the same factors in every layer's row, found others; one set for all "
                    "layers is what a model can be given",
                    file, place_of(row.line));
        }
        set.lambda = rows->front().values;
        lines.assign(pairs, rows->front().line);
    } else {
        for (const Row& row : *rows) {
            if (row.values.size() != 1)
                return failure("expected one number, found " + std::to_string(row.values.size()), file,
                    place_of(row.line));
            set.lambda.push_back(row.values.front());
            lines.push_back(row.line);
        }
        if (set.lambda.size() == pairs + 1) {
            const double first = set.lambda.front();
            if (first < 0.0 || first > most_n_hat || first != std::floor(first))
                return failure("expected n̂, a whole number of tokens (the file has "
                        + std::to_string(pairs + 1) + " lines for " + std::to_string(pairs)
                        + " pairs), found " + rope::shown(first),
                    file, place_of(lines.front()));
            set.n_hat = static_cast<std::int64_t>(first);
            set.lambda.erase(set.lambda.begin());
            lines.erase(lines.begin());
            out.warnings.push_back("The first of " + std::to_string(pairs + 1)
                + " lines is read as n̂ = " + std::to_string(set.n_hat) + ".");
        }
        if (set.lambda.size() == pairs + 2)
            return wrong_count(std::to_string(pairs + 2)
                    + " lines (a file of one iteration of the piecewise search has two bounds first; take "
                      "its "
                      "result file)",
                file, pairs);
        if (set.lambda.size() != pairs)
            return wrong_count(std::to_string(set.lambda.size()), file, pairs);
    }
    for (std::size_t i = 0; i < set.lambda.size(); ++i)
        if (set.lambda[i] <= 0.0)
            return failure(
                "expected a factor above 0, found " + rope::shown(set.lambda[i]), file, place_of(lines[i]));

    const std::filesystem::path path(file);
    set.name = path.stem().string();
    set.origin = path.filename().string();
    out.warnings.push_back("The file does not say the attention factor: 1 is taken. LongRoPE's own code uses "
                           "√(1 + ln s / ln L).");
    for (std::string& warning : rope::warnings(set))
        out.warnings.push_back(std::move(warning));
    out.sets.push_back(std::move(set));
    return out;
}

} // namespace ropewalk::formats
