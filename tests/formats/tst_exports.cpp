// SPDX-License-Identifier: Apache-2.0
#include "core/formats/exports/exports.h"

#include "core/formats/json_fields.h"
#include "core/formats/model_config.h"
#include "tests/formats/llama_config.h"

#include <QTemporaryDir>
#include <QTest>
#include <fstream>
#include <random>

using namespace ropewalk;
using namespace ropewalk::formats;
using nlohmann::json;

Q_DECLARE_METATYPE(ropewalk::formats::ExportFormat)

namespace {

const rope::Geometry geometry{ 64, 64, 10000.0, 4096 };
const rope::Geometry of_plain{ 16, 16, 10000.0, 32 };

std::string data(const std::string& name)
{
    return ROPEWALK_TEST_DATA "/factor_files/" + name;
}

HuggingFaceScaling random_sets(std::uint64_t seed, bool both, bool n_hat)
{
    std::mt19937_64 random(seed);
    std::uniform_real_distribution<double> factor(0.9, 40.0);
    rope::FactorSet set;
    set.name = "found";
    for (int i = 0; i < geometry.pairs(); ++i)
        set.lambda.push_back(factor(random));
    set.attention_factor = 1.0 + factor(random) / 100.0;
    set.n_hat = n_hat ? static_cast<std::int64_t>(random() % 257) : 0;
    HuggingFaceScaling out{ geometry, 16384 + static_cast<std::int64_t>(random() % 1000), set, {} };
    if (both) {
        out.short_set = set;
        std::shuffle(out.short_set->lambda.begin(), out.short_set->lambda.end(), random);
        out.short_set->to_length = out.long_set.from_length = geometry.original_length;
    }
    return out;
}

} // namespace

class TestExports : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void names()
    {
        for (const ExportFormat format : all_export_formats()) {
            QCOMPARE(export_format_from_name(name(format)), std::optional(format));
            QVERIFY(!purpose(format).empty());
        }
        QVERIFY(!export_format_from_name("pickle"));
        QCOMPARE(file_name(ExportFormat::vllm, "found-2048"), std::string("found-2048.hf-overrides.json"));
    }

    void comesBack_data()
    {
        QTest::addColumn<ExportFormat>("format");
        for (const ExportFormat format : { ExportFormat::ropewalk, ExportFormat::config, ExportFormat::patch,
                 ExportFormat::vllm, ExportFormat::csv })
            QTest::newRow(std::string(name(format)).c_str()) << format;
    }
    /// What is imported from an export is what went in, every bit of it, in every form that can say it.
    void comesBack()
    {
        QFETCH(ExportFormat, format);
        QTemporaryDir folder;
        json config = llama();
        config["rope_scaling"] = { { "type", "yarn" }, { "factor", 2.0 }, { "beta_fast", 16 } };
        std::ofstream(folder.filePath(QStringLiteral("config.json")).toStdString()) << config.dump();
        for (std::uint64_t seed = 0; seed < 12; ++seed) {
            const bool csv = format == ExportFormat::csv;
            const bool keeps_n_hat = csv || format == ExportFormat::ropewalk;
            const HuggingFaceScaling given = random_sets(seed, !csv && seed % 2 == 1, keeps_n_hat);
            const std::string path = folder.filePath(QStringLiteral("out")).toStdString();
            const auto written = write_export(format, { given, folder.path().toStdString() }, path);
            QVERIFY2(written, written ? "" : written.error().text().c_str());
            const auto file = read_factor_file(path, geometry);
            QVERIFY2(file, file ? "" : file.error().text().c_str());
            const rope::FactorSet &high = file->sets.back(), &low = file->sets.front();
            QCOMPARE(high.lambda, given.long_set.lambda);
            QCOMPARE(high.n_hat, given.long_set.n_hat);
            QCOMPARE(low.lambda, given.short_set ? given.short_set->lambda : given.long_set.lambda);
            if (!csv) {
                QCOMPARE(high.attention_factor, given.long_set.attention_factor);
                QCOMPARE(file->target_length, given.target_length);
                QCOMPARE(pair_of(*file).long_set.lambda, given.long_set.lambda);
            }
            if (format == ExportFormat::ropewalk) // and is written as it was
                QCOMPARE(export_text(format, { pair_of(*file), {} }).value(), read_text(path).value());
        }
    }

    /// The patch makes of the old config what the whole export is (RFC 7386).
    void thePatchGivesTheConfig()
    {
        QTemporaryDir folder;
        for (json block : { json(nullptr), json{ { "type", "yarn" }, { "factor", 2.0 }, { "beta_fast", 16 } } }) {
            json config = llama();
            config["rope_parameters"] = { { "rope_theta", 10000.0 }, { "rope_type", "default" } };
            if (!block.is_null())
                config["rope_scaling"] = block;
            std::ofstream(folder.filePath(QStringLiteral("config.json")).toStdString()) << config.dump();
            const ExportJob job{ random_sets(3, true, false), folder.path().toStdString() };
            json patched = config;
            patched.merge_patch(json::parse(export_text(ExportFormat::patch, job).value()));
            QVERIFY(patched == json::parse(export_text(ExportFormat::config, job).value()));
            json overridden = config; // as vLLM does: each key replaced
            overridden.update(json::parse(export_text(ExportFormat::vllm, job).value()));
            QVERIFY(overridden == patched);
        }
    }

    /// The files that transformers ran (factor_files.py) are what is exported now.
    void areTheReferences()
    {
        const auto plain = read_factor_file(data("plain.json"), of_plain);
        const auto n_hat = read_factor_file(data("n_hat.json"), of_plain);
        QVERIFY(plain && n_hat);
        const std::filesystem::path model = ROPEWALK_TEST_DATA "/model/plain_f32";
        QCOMPARE(export_text(ExportFormat::config, { pair_of(*plain), model }).value(),
            read_text(data("config.json")).value());
        QCOMPARE(export_text(ExportFormat::python, { pair_of(*n_hat), {} }).value(),
            read_text(data("module.py")).value());
    }

    void pairs()
    {
        FactorFile file{ geometry, 16384, { random_sets(1, true, false).long_set }, {} };
        QVERIFY(!pair_of(file).short_set);
        file.sets.push_back(*random_sets(1, true, false).short_set);
        const HuggingFaceScaling both = pair_of(file); // in either order
        QCOMPARE(both.long_set, file.sets[0]);
        QCOMPARE(*both.short_set, file.sets[1]);
        file.sets[1].to_length = 100; // serves another range
        QVERIFY(!pair_of(file).short_set);
    }

    void refused_data()
    {
        QTest::addColumn<ExportFormat>("format");
        QTest::addColumn<bool>("says_n_hat");
        for (const ExportFormat format : { ExportFormat::ropewalk, ExportFormat::config, ExportFormat::patch,
                 ExportFormat::folder, ExportFormat::vllm, ExportFormat::csv, ExportFormat::python })
            QTest::newRow(std::string(name(format)).c_str())
                << format
                << (format == ExportFormat::ropewalk || format == ExportFormat::csv || format == ExportFormat::python);
    }
    /// n̂ is refused with the alternative where it cannot be said.
    void refused()
    {
        QFETCH(ExportFormat, format);
        QTemporaryDir folder;
        std::ofstream(folder.filePath(QStringLiteral("config.json")).toStdString()) << llama().dump();
        ExportJob job{ random_sets(3, false, false), folder.path().toStdString() };
        job.scaling.long_set.n_hat = 28;
        const auto text = export_text(format, job);
        QTEST(text.has_value(), "says_n_hat");
        if (!text)
            QVERIFY(text.error().message.text().find("Export the Python module") != std::string::npos);
        job.scaling.long_set.lambda.pop_back();
        QVERIFY(!export_text(format, job));
    }

    void csvOfTwoSets()
    {
        const auto text = export_text(ExportFormat::csv, { random_sets(1, true, false), {} });
        QVERIFY(!text);
        QVERIFY(text.error().message.text().find("export each for itself") != std::string::npos);
    }
};

QTEST_GUILESS_MAIN(TestExports)
#include "tst_exports.moc"
