// SPDX-License-Identifier: Apache-2.0
#include "core/formats/factor_file.h"

#include <QTemporaryDir>
#include <QTest>
#include <bit>
#include <fstream>
#include <functional>
#include <random>

using namespace ropewalk;
using namespace ropewalk::formats;
using nlohmann::json;

namespace {

const rope::Geometry small{ 8, 8, 10000.0, 256 };

FactorFile example()
{
    FactorFile file;
    file.geometry = small;
    file.target_length = 2048;
    rope::FactorSet set;
    set.name = "found";
    set.origin = "evolution, seed 1";
    set.lambda = { 1.0, 1.1, 2.5, 8.0 };
    set.n_hat = 4;
    set.attention_factor = 1.125;
    set.to_length = 2048;
    file.sets.push_back(set);
    return file;
}

json example_json()
{
    return json::parse(write_factor_file(example()));
}

bool mentions(const std::vector<Words>& all, const std::string& part)
{
    return std::any_of(all.begin(), all.end(),
        [&part](const Words& one) { return one.text().find(part) != std::string::npos; });
}

} // namespace

class TestFactorFile : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void theTextOfAFile()
    {
        QCOMPARE(write_factor_file(example()), std::string(R"({
  "ropewalk": "factors",
  "version": 1,
  "geometry": {
    "head_dim": 8,
    "rotary_dim": 8,
    "theta": 10000.0,
    "original_length": 256,
    "layout": "half_split"
  },
  "target_length": 2048,
  "sets": [
    {
      "name": "found",
      "origin": "evolution, seed 1",
      "lambda": [
        1.0,
        1.1,
        2.5,
        8.0
      ],
      "n_hat": 4,
      "attention_factor": 1.125,
      "from_length": 0,
      "to_length": 2048
    }
  ]
}
)"));
    }

    void comesBackAsItWas()
    {
        FactorFile file = example();
        rope::FactorSet second = file.sets[0];
        second.id = "b";
        second.name = "a \"quoted\" naïve λ\n";
        second.notes = "two\nlines";
        second.from_length = 2048;
        second.to_length = 0;
        file.sets.push_back(second);
        const auto read = parse_factor_file(write_factor_file(file), "a.json", small);
        QVERIFY2(read, read ? "" : read.error().text().c_str());
        QCOMPARE(read->sets, file.sets);
        QCOMPARE(read->geometry, file.geometry);
        QCOMPARE(read->target_length, 2048);
        QVERIFY(read->warnings.empty());
        QCOMPARE(write_factor_file(*read), write_factor_file(file));
    }

    /// Every double above 0 comes back with all its bits, the smallest and the largest too.
    void doublesKeepTheirBits()
    {
        std::mt19937_64 random(7);
        std::vector<double> values{ 5e-324, 2.2250738585072014e-308, 1.7976931348623157e308, 0.1 + 0.2, 1.0 };
        while (values.size() < 4000) {
            const double value = std::bit_cast<double>(random() & 0x7fffffffffffffffull);
            if (std::isfinite(value) && value > 0.0)
                values.push_back(value);
        }
        rope::FactorSet set;
        set.lambda = values;
        set.attention_factor = 0.1 + 0.2;
        const auto read = factor_set_from_json(json::parse(to_json(set).dump()), "set");
        QVERIFY(read);
        QVERIFY(read->lambda == values);
        QCOMPARE(read->attention_factor, 0.1 + 0.2);
    }

    void textsThatAreNoUtf8AreStillWritten()
    {
        FactorFile file = example();
        file.sets[0].name = "caf\xe9";
        const auto read = parse_factor_file(write_factor_file(file), "a.json", small);
        QVERIFY(read);
        QCOMPARE(read->sets[0].name, std::string("caf\xEF\xBF\xBD"));
    }

    void everyCutIsRefused()
    {
        const std::string text = write_factor_file(example());
        for (std::size_t size = 0; size + 2 < text.size(); ++size)
            QVERIFY(!parse_factor_file(std::string_view(text).substr(0, size), "a.json", small));
    }

    void theInterleavedLayout()
    {
        rope::Geometry geometry = small;
        geometry.layout = rope::PairLayout::interleaved;
        QCOMPARE(geometry_from_json(to_json(geometry), "g").value(), geometry);
    }

    void whatASetMayLeaveOut()
    {
        const auto set = factor_set_from_json(json::parse(R"({"lambda": [1, 2]})"), "s");
        QVERIFY(set);
        QCOMPARE(set->lambda, (std::vector<double>{ 1.0, 2.0 }));
        QCOMPARE(set->n_hat, 0);
        QCOMPARE(set->attention_factor, 1.0);
    }

    void refused_data();
    void refused();
    void csv_data();
    void csv();
    void csvRefused_data();
    void csvRefused();

    void oddThingsAreSaid()
    {
        json value = example_json();
        value["sets"][0]["lambda"] = { 0.5, 3.0, 2.0, 8.0 };
        value["sets"][0]["n-hat"] = 8;
        value["comment"] = "x";
        value["geometry"]["base"] = 1;
        value["geometry"]["original_length"] = 512;
        const auto read = parse_factor_file(value.dump(), "a.json", small);
        QVERIFY(read);
        QCOMPARE(read->warnings.size(), 6u);
        QVERIFY(mentions(read->warnings, "below 1"));
        QVERIFY(mentions(read->warnings, "do not grow"));
        QVERIFY(mentions(read->warnings, "The key sets[0].n-hat is not known and was left out."));
        QVERIFY(mentions(read->warnings, "The key comment is not known and was left out."));
        QVERIFY(mentions(read->warnings, "The key geometry.base is not known and was left out."));
        QVERIFY(mentions(
            read->warnings, "The factors were made for an original length of 512 tokens, here it is 256."));
    }

    void readFromDisk()
    {
        QTemporaryDir folder;
        const std::string path = folder.filePath(QStringLiteral("result_final.csv")).toStdString();
        std::ofstream(path) << "1\n1.5\n2\n4\n";
        const auto read = read_factor_file(path, small);
        QVERIFY(read);
        QCOMPARE(read->sets[0].name, std::string("result_final"));
        QCOMPARE(read->sets[0].origin, std::string("result_final.csv"));
        const auto missing = read_factor_file(path + ".none", small);
        QVERIFY(!missing);
        QCOMPARE(missing.error().text(), path + ".none: no such file");
    }
};

void TestFactorFile::refused_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<QString>("message");
    const auto text = [](const char* name, const std::string& text, const char* message) {
        QTest::newRow(name) << QString::fromStdString(text) << QString::fromUtf8(message);
    };
    const auto row = [&](const char* name, const std::function<void(json&)>& change, const char* message) {
        json value = example_json();
        change(value);
        text(name, value.dump(), message);
    };
    text("empty", " \n",
        "expected a factor file of Ropewalk (JSON) or one factor a line, found an empty file");
    text("cut short", "{\n\"ropewalk\": \"fac",
        "line 2, column 16: expected JSON: syntax error while parsing value - invalid string: missing "
        "closing quote; "
        "last read: '\"fac'");
    text("a list", "[1, 2]", "expected an object, found a list of 2");
    text("too deep", "{\"a\":" + std::string(1000, '['), "expected at most 64 levels of nesting, found more");
    row(
        "no mark", [](json& v) { v.erase("ropewalk"); },
        "key ropewalk: expected \"factors\", the mark of a factor file, found nothing");
    row(
        "a project", [](json& v) { v["ropewalk"] = "project"; },
        "key ropewalk: expected \"factors\", the mark of a factor file, found the text \"project\"");
    row(
        "no version", [](json& v) { v.erase("version"); },
        "key version: expected a whole number from 1 to 2147483647, found nothing");
    row(
        "newer", [](json& v) { v["version"] = 2; },
        "key version: written by a newer Ropewalk (format 2; this one reads up to 1)");
    row(
        "target", [](json& v) { v["target_length"] = -1; },
        "key target_length: expected a whole number from 0 to 9223372036854775807, found -1");
    row(
        "no geometry", [](json& v) { v.erase("geometry"); },
        "key geometry: expected an object, found nothing");
    row(
        "head_dim", [](json& v) { v["geometry"]["head_dim"] = "8"; },
        "key geometry.head_dim: expected a whole number from 2 to 1048576, found the text \"8\"");
    row(
        "rotary_dim", [](json& v) { v["geometry"]["rotary_dim"] = 7; },
        "key geometry.rotary_dim: expected an even number from 2 to head_dim (8), found 7");
    row(
        "theta", [](json& v) { v["geometry"].erase("theta"); },
        "key geometry.theta: expected a number above 0, found nothing");
    row(
        "theta one", [](json& v) { v["geometry"]["theta"] = 1; },
        "key geometry.theta: expected a number above 1, found 1");
    row(
        "length", [](json& v) { v["geometry"]["original_length"] = 0; },
        "key geometry.original_length: expected a whole number from 1 to 9223372036854775807, found 0");
    row(
        "layout", [](json& v) { v["geometry"]["layout"] = "twisted"; },
        "key geometry.layout: expected \"half_split\" or \"interleaved\", found the text \"twisted\"");
    row(
        "other pairs", [](json& v) { v["geometry"]["head_dim"] = 16, v["geometry"]["rotary_dim"] = 16; },
        "key geometry: expected factors for 4 pairs of theta 10000, found factors for 8 pairs of theta "
        "10000");
    row(
        "other theta", [](json& v) { v["geometry"]["theta"] = 5e5; },
        "key geometry: expected factors for 4 pairs of theta 10000, found factors for 4 pairs of theta "
        "500000");
    row(
        "sets no list", [](json& v) { v["sets"] = 1; }, "key sets: expected a list, found 1");
    row(
        "no set", [](json& v) { v["sets"] = json::array(); },
        "key sets: expected at least one set, found a list of 0");
    row(
        "a set that is none", [](json& v) { v["sets"][0] = 3.5; },
        "key sets[0]: expected an object, found 3.5");
    row(
        "name", [](json& v) { v["sets"][0]["name"] = 7; }, "key sets[0].name: expected a text, found 7");
    row(
        "no lambda", [](json& v) { v["sets"][0].erase("lambda"); },
        "key sets[0].lambda: expected a list, found nothing");
    row(
        "lambda null", [](json& v) { v["sets"][0]["lambda"][2] = nullptr; },
        "key sets[0].lambda[2]: expected a number above 0, found null");
    row(
        "lambda negative", [](json& v) { v["sets"][0]["lambda"][3] = -2; },
        "key sets[0].lambda[3]: expected a number above 0, found -2");
    row(
        "lambda long", [](json& v) { v["sets"][0]["lambda"].push_back(9); },
        "key sets[0].lambda: expected 4 factors (one a pair of a rotary dimension of 8), found 5");
    row(
        "n_hat", [](json& v) { v["sets"][0]["n_hat"] = 1.5; },
        "key sets[0].n_hat: expected a whole number from 0 to 9223372036854775807, found 1.5");
    row(
        "n_hat huge", [](json& v) { v["sets"][0]["n_hat"] = 9223372036854775808ull; },
        "key sets[0].n_hat: expected a whole number from 0 to 9223372036854775807, found "
        "9223372036854775808");
    row(
        "attention factor", [](json& v) { v["sets"][0]["attention_factor"] = false; },
        "key sets[0].attention_factor: expected a number above 0, found false");
    row(
        "lengths", [](json& v) { v["sets"][0]["from_length"] = 4096; },
        "key sets[0].to_length: expected 0 (no upper bound) or more than from_length, 4096, found 2048");
}

void TestFactorFile::refused()
{
    QFETCH(QString, text);
    const auto read = parse_factor_file(text.toStdString(), "a.json", small);
    QVERIFY(!read);
    QFETCH(QString, message);
    QCOMPARE(QString::fromStdString(read.error().text()), QStringLiteral("a.json: ") + message);
}

void TestFactorFile::csv_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<qint64>("n_hat");
    const auto row = [](const char* name, const char* text, qint64 n_hat) {
        QTest::newRow(name) << QString::fromUtf8(text) << n_hat;
    };
    row("one a line", "1\n1.5\n2.25\n8\n", 0);
    row("no end of line", "1\n1.5\n2.25\n8", 0);
    row("Windows",
        "\xEF\xBB\xBF"
        "1.0\r\n1.5\r\n2.25\r\n8.0\r\n\r\n",
        0);
    row("numpy's", "1.000000000000000000e+00\n1.500000000000000000e+00\n2.25e+00\n+8.0e+00\n", 0);
    row("n̂ first", "28\n1\n1.5\n2.25\n8\n", 28);
    row("n̂ first, a decimal", "28.0\n1\n1.5\n2.25\n8\n", 28);
    row("a piecewise iteration", "1.0e+00\n3.0e+00\n1\n1.5\n2.25\n8\n", 0);
    row("spaces", "1 1.5  2.25\t8\n", 0);
    row("semicolons", "1;1.5;2.25;8", 0);
    row("a row a layer", "1, 1.5, 2.25, 8\n1,1.5,2.25,8.0\n", 0);
}

void TestFactorFile::csv()
{
    QFETCH(QString, text);
    const auto read = parse_factor_file(text.toStdString(), "folder/found.csv", small);
    QVERIFY2(read, read ? "" : read.error().text().c_str());
    QCOMPARE(read->sets.size(), 1u);
    const rope::FactorSet& set = read->sets[0];
    QCOMPARE(set.lambda, (std::vector<double>{ 1.0, 1.5, 2.25, 8.0 }));
    QTEST(qint64(set.n_hat), "n_hat");
    QCOMPARE(set.attention_factor, 1.0);
    QCOMPARE(set.name, std::string("found"));
    QCOMPARE(read->geometry, small);
    QVERIFY(mentions(read->warnings, "does not say the attention factor: 1 is taken"));
    QCOMPARE(mentions(read->warnings, "is read as n̂ = 28"), set.n_hat == 28);
}

void TestFactorFile::csvRefused_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<QString>("message");
    const auto row = [](const char* name, const char* text, const char* message) {
        QTest::newRow(name) << QString::fromUtf8(text) << QString::fromUtf8(message);
    };
    row("too few", "1\n2\n3\n",
        "expected 4 factors, one a line (5 with n̂ first, 6 with the piecewise search's two bounds first), found 3");
    row("too many", "1\n2\n3\n4\n5\n6\n7\n",
        "expected 4 factors, one a line (5 with n̂ first, 6 with the piecewise search's two bounds first), found 7");
    row("piecewise without bounds", "1\n2.5\n3\n4\n5\n6\n",
        "line 2: expected a bound of the piecewise search, a pair from 0 to 4 (the file has 6 lines for 4 pairs), "
        "found 2.5");
    row("a word", "1\n2\nthree\n4\n", "line 3: expected a number, found \"three\"");
    row("two numbers", "1\n2 3\n3\n4\n", "line 2: expected one number, found 2");
    row("not a number", "1\n2\nnan\n4\n", "line 3: expected a number, found \"nan\"");
    row("infinite", "1\n2\n3\ninf\n", "line 4: expected a number, found \"inf\"");
    row("no double", "1\n2\n3\n1e999\n", "line 4: expected a number, found \"1e999\"");
    row("zero", "1\n0\n3\n4\n", "line 2: expected a factor above 0, found 0");
    row("negative after n̂", "4\n1\n2\n-3\n4\n", "line 4: expected a factor above 0, found -3");
    row("a gap", "1\n\n2\n3\n4\n", "line 2: expected a number, found an empty line");
    row("n̂ no whole number", "1.5\n1\n2\n3\n4\n",
        "line 1: expected n̂, a whole number of tokens (the file has 5 lines for 4 pairs), found 1.5");
    row("n̂ negative", "-4\n1\n2\n3\n4\n",
        "line 1: expected n̂, a whole number of tokens (the file has 5 lines for 4 pairs), found -4");
    row("short row", "1,2,3\n", "line 1: expected 4 factors in a row, found 3");
    row("empty cell", "1,2,,4\n", "line 1: expected a number, found nothing");
    row("layers differ", "1,2,3,4\n1,2,3,5\n",
        "line 2: expected the same factors in every layer's row, found others; one set for all layers is "
        "what a model "
        "can be given");
    row("mixed", "1\n2,3\n", "line 2: expected one number, found 2");
    row("binary", "\x01\x02", "line 1: expected a number, found \"\x01\x02\"");
}

void TestFactorFile::csvRefused()
{
    QFETCH(QString, text);
    const auto read = parse_factor_file(text.toStdString(), "a.csv", small);
    QVERIFY(!read);
    QFETCH(QString, message);
    QCOMPARE(QString::fromStdString(read.error().text()), QStringLiteral("a.csv: ") + message);
}

QTEST_GUILESS_MAIN(TestFactorFile)
#include "tst_factor_file.moc"
