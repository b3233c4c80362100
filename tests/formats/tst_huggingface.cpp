// SPDX-License-Identifier: Apache-2.0
#include "core/formats/huggingface.h"

#include "core/formats/factor_file.h"
#include "core/formats/json_fields.h"
#include "core/formats/model_config.h"

#include <QTest>
#include <array>
#include <cmath>
#include <functional>

using namespace ropewalk;
using namespace ropewalk::formats;
using nlohmann::json;

namespace {

const rope::Geometry geometry{ 64, 64, 500000.0, 256 };

std::string text_of(const char* name)
{
    return read_text(std::string(ROPEWALK_TEST_DATA "/formats_export/") + name).value_or("cannot be read");
}

/// "long" alone, or "short" and "long", of factors.json.
HuggingFaceScaling scaling(bool both)
{
    const auto file = read_factor_file(ROPEWALK_TEST_DATA "/formats_export/factors.json", geometry);
    if (!file || file->sets.size() != 2)
        return {};
    HuggingFaceScaling out{ geometry, file->target_length, file->sets[1], {} };
    if (both)
        out.short_set = file->sets[0];
    return out;
}

} // namespace

class TestHuggingface : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void exported_data()
    {
        QTest::addColumn<QString>("version");
        QTest::addColumn<bool>("both");
        QTest::newRow("one set, scaled before") << QStringLiteral("4") << false;
        QTest::newRow("short and long") << QStringLiteral("5") << true;
    }
    /// Byte for byte the config that transformers was given; what it turned by is θ_i/λ_i.
    void exported()
    {
        QFETCH(QString, version);
        QFETCH(bool, both);
        const std::string before = text_of(("before_" + version.toStdString() + ".json").c_str());
        const std::string name = "after_" + version.toStdString() + ".json";
        const HuggingFaceScaling given = scaling(both);
        const auto text = export_huggingface_config(before, "config.json", given);
        QVERIFY2(text, text ? "" : text.error().text().c_str());
        QCOMPARE(*text, text_of(name.c_str()));

        const json reference = json::parse(text_of("frequencies.json"), nullptr, false);
        QVERIFY(reference.is_object());
        const json& loaded = reference["configs"][name];
        for (const auto& [which, set] : { std::pair("long", given.long_set),
                 std::pair("short", both ? *given.short_set : given.long_set) }) {
            const auto frequencies = loaded[which]["frequencies"].get<std::vector<double>>();
            QCOMPARE(frequencies.size(), set.lambda.size());
            for (std::size_t i = 0; i < frequencies.size(); ++i) {
                const double own = rope::frequency(geometry, static_cast<int>(i)) / set.lambda[i];
                QVERIFY(std::abs(frequencies[i] / own - 1.0) < 1e-6); // computed in float32 there
            }
            QVERIFY(std::abs(loaded[which]["attention_factor"].get<double>() / set.attention_factor - 1.0)
                < 1e-12);
        }
    }

    /// The exported file opens here as the sets that went in, and everything else is as it was.
    void comesBack()
    {
        const HuggingFaceScaling given = scaling(true);
        for (const char* name : { "before_4.json", "before_5.json" }) {
            const std::string before = text_of(name);
            const auto text = export_huggingface_config(before, "config.json", given);
            QVERIFY(text);
            const auto config = parse_model_config(*text, "config.json");
            QVERIFY2(config, config ? "" : config.error().text().c_str());
            QCOMPARE(config->geometry, geometry);
            QCOMPARE(config->max_positions, 2048);
            QCOMPARE(config->shipped.size(), 2u);
            QVERIFY(config->shipped[0].same_rotation(*given.short_set));
            QVERIFY(config->shipped[1].same_rotation(given.long_set));
            json was = json::parse(before), is = json::parse(*text);
            for (const char* key : { "rope_scaling", "rope_parameters", "rope_theta",
                     "max_position_embeddings", "original_max_position_embeddings" }) {
                was.erase(key);
                is.erase(key);
            }
            QVERIFY(was == is);
        }
    }

    void partialRotationIsKept()
    {
        json before = json::parse(text_of("before_5.json"));
        before["rope_parameters"]["partial_rotary_factor"] = 0.5;
        HuggingFaceScaling given = scaling(false);
        given.geometry.rotary_dim = 32;
        given.long_set.lambda.resize(16);
        const auto text = export_huggingface_config(before.dump(), "config.json", given);
        QVERIFY2(text, text ? "" : text.error().text().c_str());
        const json after = json::parse(*text);
        QCOMPARE(after["partial_rotary_factor"].get<double>(), 0.5);
        QCOMPARE(after["rope_parameters"]["partial_rotary_factor"].get<double>(), 0.5);
        QCOMPARE(parse_model_config(*text, "config.json")->geometry.rotary_dim, 32);
    }

    void refused_data()
    {
        QTest::addColumn<QByteArray>("config");
        QTest::addColumn<int>("change");
        QTest::addColumn<QString>("message");
        const auto row = [](const char* name, int change, const char* message) {
            QTest::newRow(name) << QByteArray() << change << QString::fromUtf8(message);
        };
        row("n̂", 0,
            "set \"long\": n̂ is 28, and no runtime's config.json can express an n̂ above 0: the model would "
            "turn the first tokens in another way than they were scored. Export the Python module, which applies n̂ "
            "in transformers; or set n̂ to 0, score the set again, then export it");
        row("n̂ of the short set", 1,
            "set \"short\": n̂ is 4, and no runtime's config.json can express an n̂ above 0: the model would "
            "turn the first tokens in another way than they were scored. Export the Python module, which applies n̂ "
            "in transformers; or set n̂ to 0, score the set again, then export it");
        row("two attention factors", 2,
            "short set \"short\": expected the attention factor of the long set \"long\", "
            "1.1726039399558574, found "
            "1.5: transformers has one for both lists. Search the short set with the long one's");
        row("target", 3,
            "target length: expected a target of at least the original length, 256 tokens, found 255");
        row("too few factors", 4,
            "set \"long\", lambda: expected 32 factors (one a pair of a rotary dimension of 64), found 31");
        row("no factor", 5, "set without a name, lambda[3]: expected a finite factor above 0, found 0");
        row("another model", 6,
            "m/config.json: expected the model of these factors, 16 pairs of theta 500000, found 32 pairs of "
            "theta "
            "500000");
        row("another theta", 7,
            "m/config.json: expected the model of these factors, 32 pairs of theta 10000, found 32 pairs of "
            "theta "
            "500000");
        QTest::newRow("no config") << QByteArray("{}") << -1
                                   << QStringLiteral(
                                          "m/config.json: key architectures: expected a list that begins "
                                          "with LlamaForCausalLM, MistralForCausalLM, Qwen2ForCausalLM, "
                                          "Qwen3ForCausalLM, Phi3ForCausalLM or GPTNeoXForCausalLM, found nothing");
    }
    void refused()
    {
        QFETCH(QByteArray, config);
        QFETCH(int, change);
        HuggingFaceScaling given = scaling(true);
        const std::array<std::function<void()>, 8> changes{ [&] { given.long_set.n_hat = 28; },
            [&] { given.short_set->n_hat = 4; }, [&] { given.short_set->attention_factor = 1.5; },
            [&] { given.target_length = 255; }, [&] { given.long_set.lambda.pop_back(); },
            [&] { given.long_set.lambda[3] = 0.0, given.long_set.name.clear(); },
            [&] { given.geometry.rotary_dim = 32; }, [&] { given.geometry.theta = 10000.0; } };
        if (change >= 0)
            changes[change]();
        const auto text = export_huggingface_config(
            config.isEmpty() ? text_of("before_4.json") : config.toStdString(), "m/config.json", given);
        QVERIFY(!text);
        QTEST(QString::fromStdString(text.error().text()), "message");
    }
};

QTEST_GUILESS_MAIN(TestHuggingface)
#include "tst_huggingface.moc"
