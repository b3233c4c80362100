// SPDX-License-Identifier: Apache-2.0
#include "core/formats/factor_csv.h"

#include "core/rope/shown.h"

#include <algorithm>
#include <charconv>
#include <cmath>

namespace ropewalk::formats {
namespace {

constexpr double most_n_hat = 9007199254740992.0; // 2^53, the last whole number of a row of doubles
constexpr std::size_t most_guessed = 1 << 19; // pairs of the widest head that is read

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

tl::unexpected<Error> not_a_number(std::string_view text, const std::string& file, std::size_t line)
{
    constexpr std::size_t most = 60;
    const std::string_view shown = text.substr(0, most);
    return failure(text.empty()  ? words("expected a number, found nothing")
            : text.size() > most ? words("expected a number, found \"{1}…\"", shown)
                                 : words("expected a number, found \"{1}\"", shown),
        file, at_line(line));
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

/// The cells of a line: parted by one comma or semicolon, or by white space.
std::vector<std::string_view> cells_of(std::string_view content)
{
    std::vector<std::string_view> out;
    const bool marked = content.find_first_of(",;") != std::string_view::npos;
    for (std::size_t start = 0; start <= content.size();) {
        const std::size_t end
            = std::min(content.find_first_of(marked ? ",;" : " \t", start), content.size());
        const std::string_view cell = trimmed(content.substr(start, end - start));
        if (marked || !cell.empty())
            out.push_back(cell);
        start = end + 1;
    }
    return out;
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
            return failure(words("expected a number, found an empty line"), file, at_line(blank));
        Row row{ line + 1, {} };
        for (const std::string_view cell : cells_of(content)) {
            const auto value = number(cell, file, row.line);
            if (!value)
                return tl::unexpected(value.error());
            row.values.push_back(*value);
        }
        rows.push_back(std::move(row));
    }
    return rows;
}

tl::unexpected<Error> wrong_count(std::size_t found, const std::string& file, std::size_t pairs)
{
    return failure(words("expected {1} factors, one a line ({2} with n̂ first, {3} with the piecewise search's two "
                         "bounds first), found {4}",
                       pairs, pairs + 1, pairs + 2, found),
        file);
}

bool is_whole(double value)
{
    return value >= 0.0 && value <= most_n_hat && value == std::floor(value);
}

/// Every row of a table, which must be the same; its λ.
Result<std::vector<double>> equal_rows(const std::vector<Row>& rows, const std::string& file, std::size_t pairs)
{
    for (const Row& row : rows) {
        if (row.values.size() != pairs)
            return failure(
                words("expected {1} factors in a row, found {2}", pairs, row.values.size()), file, at_line(row.line));
        if (row.values != rows.front().values)
            return failure(words("expected the same factors in every layer's row, found others; one set for all "
                                 "layers is what a model can be given"),
                file, at_line(row.line));
    }
    return rows.front().values;
}

} // namespace

Result<rope::FactorSet> factors_of_numbers(std::vector<double> numbers, const std::vector<Words>& places,
    std::size_t pairs, const std::string& file, std::vector<Words>& warnings)
{
    const bool guessed = pairs == 0;
    if (guessed) { // a count of pairs is even in every known model
        if (numbers.size() < 2 || numbers.size() > most_guessed)
            return failure(words("expected 2 to {1} factors, where no model says how many, found {2}", most_guessed,
                               numbers.size()),
                file);
        pairs = numbers.size() - numbers.size() % 2;
        warnings.push_back(words("The file does not say which model it is for: {1} pairs are taken. Name the model "
                                 "to have it checked.",
            pairs));
    }
    rope::FactorSet set;
    std::size_t first = 0;
    if (numbers.size() == pairs + 1) {
        if (!is_whole(numbers.front()))
            return failure(words("expected n̂, a whole number of tokens (the file has {1} lines for {2} pairs), "
                                 "found {3}",
                               pairs + 1, pairs, numbers.front()),
                file, places.front());
        set.n_hat = static_cast<std::int64_t>(numbers.front());
        first = 1;
        warnings.push_back(words("The first of {1} lines is read as n̂ = {2}.", pairs + 1, set.n_hat));
    } else if (numbers.size() == pairs + 2) {
        for (std::size_t i = 0; i < 2; ++i)
            if (!is_whole(numbers[i]) || numbers[i] > static_cast<double>(pairs))
                return failure(words("expected a bound of the piecewise search, a pair from 0 to {1} (the file has "
                                     "{2} lines for {3} pairs), found {4}",
                                   pairs, pairs + 2, pairs, numbers[i]),
                    file, places[i]);
        first = 2;
        warnings.push_back(words("The first two of {1} lines are the bounds of a piecewise search, pairs {2} and "
                                 "{3}; they were left out.",
            pairs + 2, numbers[0], numbers[1]));
    } else if (numbers.size() != pairs || numbers.empty()) {
        return wrong_count(numbers.size(), file, pairs);
    }
    for (std::size_t i = first; i < numbers.size(); ++i)
        if (numbers[i] <= 0.0)
            return failure(words("expected a factor above 0, found {1}", numbers[i]), file, places[i]);
    set.lambda.assign(numbers.begin() + static_cast<std::ptrdiff_t>(first), numbers.end());
    return set;
}

Result<FactorFile> parse_factor_csv(
    std::string_view text, const std::string& file, const std::optional<rope::Geometry>& geometry)
{
    const auto rows = rows_of(text, file);
    if (!rows)
        return tl::unexpected(rows.error());
    if (rows->empty())
        return failure(words("expected one factor a line, found an empty file"), file);
    std::size_t pairs = geometry ? static_cast<std::size_t>(geometry->pairs()) : 0;

    FactorFile out;
    rope::FactorSet set;
    if (rows->front().values.size() > 1) {
        auto lambda = equal_rows(*rows, file, pairs ? pairs : rows->front().values.size());
        if (!lambda)
            return tl::unexpected(lambda.error());
        const std::vector<Words> places(lambda->size(), at_line(rows->front().line));
        auto read = factors_of_numbers(std::move(*lambda), places, pairs, file, out.warnings);
        if (!read)
            return tl::unexpected(read.error());
        set = std::move(*read);
    } else {
        std::vector<double> numbers;
        std::vector<Words> places;
        for (const Row& row : *rows) {
            if (row.values.size() != 1)
                return failure(words("expected one number, found {1}", row.values.size()), file, at_line(row.line));
            numbers.push_back(row.values.front());
            places.push_back(at_line(row.line));
        }
        auto read = factors_of_numbers(std::move(numbers), places, pairs, file, out.warnings);
        if (!read)
            return tl::unexpected(read.error());
        set = std::move(*read);
    }
    const int components = 2 * static_cast<int>(std::min<std::size_t>(set.lambda.size(), 1 << 20));
    out.geometry = geometry.value_or(rope::Geometry{ components, components });

    const std::filesystem::path path(file);
    set.name = path.stem().string();
    set.origin = path.filename().string();
    out.warnings.push_back(words("The file does not say the attention factor: 1 is taken. LongRoPE's own code uses "
                                 "√(1 + ln s / ln L)."));
    for (Words& warning : rope::warnings(set))
        out.warnings.push_back(std::move(warning));
    out.sets.push_back(std::move(set));
    return out;
}

std::string write_factor_csv(const rope::FactorSet& set)
{
    std::string out;
    if (set.n_hat > 0)
        out += std::to_string(set.n_hat) + "\n";
    for (const double lambda : set.lambda)
        out += rope::shown(lambda) + "\n";
    return out;
}

} // namespace ropewalk::formats
