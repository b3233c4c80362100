// SPDX-License-Identifier: Apache-2.0
#include "core/formats/runtimes/runtime_table.h"

#include <QTest>
#include <cmath>

using namespace ropewalk;
using namespace ropewalk::formats;

Q_DECLARE_METATYPE(ropewalk::formats::Runtime)

namespace {

constexpr std::int64_t original = 256;
constexpr std::int64_t target = 2048;

/// A pair whose every number differs.
Deployment pair_with_n_hat()
{
    Deployment out;
    out.geometry = { 8, 8, 10000.0, original };
    out.max_positions = target;
    out.long_set.lambda = { 1.0, 2.0, 4.0, 8.0 };
    out.long_set.n_hat = 28;
    out.long_set.attention_factor = 1.3;
    out.short_set = out.long_set;
    out.short_set->lambda = { 1.0, 1.1, 1.2, 1.3 };
    out.short_set->n_hat = 4;
    out.short_set->attention_factor = 1.05;
    return out;
}

/// One set at n̂ = 0 with the formula's attention factor: nothing that any runtime could not do.
Deployment plain_set()
{
    Deployment out = pair_with_n_hat();
    out.short_set.reset();
    out.long_set.n_hat = 0;
    out.long_set.attention_factor = formula_attention(out);
    return out;
}

bool mentions(const RuntimeRow& row, const char* part)
{
    return std::any_of(row.warnings.begin(), row.warnings.end(),
        [&](const Words& one) { return one.text().find(part) != std::string::npos; });
}

} // namespace

class TestRuntimes : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void formula()
    {
        QCOMPARE(formula_attention(plain_set()), std::sqrt(1.0 + std::log(8.0) / std::log(256.0)));
    }

    void here()
    {
        const Deployment given = pair_with_n_hat();
        QCOMPARE(applied_here(given, original), (Applied{ List::short_list, 4, 1.05 }));
        QCOMPARE(applied_here(given, original + 1), (Applied{ List::long_list, 28, 1.3 }));
    }

    void applied_data()
    {
        QTest::addColumn<Runtime>("runtime");
        QTest::addColumn<qint64>("allocated");
        QTest::addColumn<bool>("longBelow"); // the list of a prompt of L tokens …
        QTest::addColumn<bool>("longAbove"); // … and of one more
        QTest::addColumn<double>("below"); // attention factors; 0 = the formula's
        QTest::addColumn<double>("above");
        QTest::addColumn<qint64>("n_hat"); // of a long prompt
        const auto row = [](const char* name, Runtime runtime, qint64 allocated, bool long_below, bool long_above,
                             double below, double above, qint64 n_hat) {
            QTest::newRow(name) << runtime << allocated << long_below << long_above << below << above << n_hat;
        };
        row("transformers", Runtime::transformers, 0, false, true, 1.3, 1.3, 0);
        row("vLLM", Runtime::vllm, 0, true, true, 1.3, 1.3, 0);
        row("vLLM, max_model_len L", Runtime::vllm, original, false, false, 1.05, 1.05, 0);
        row("vLLM, one more", Runtime::vllm, original + 1, true, true, 1.3, 1.3, 0);
        row("SGLang", Runtime::sglang, 0, false, true, 1.05, 1.3, 0);
        row("llama.cpp", Runtime::llama_cpp, 0, true, true, 1.3, 1.3, 0);
        row("llama.cpp, context L", Runtime::llama_cpp, original, false, false, 1.3, 1.3, 0);
        row("mlx-lm", Runtime::mlx_lm, 0, true, true, 1.3, 1.3, 0);
        row("exllamav3", Runtime::exllamav3, 0, true, true, 0.0, 0.0, 0);
        row("exllamav3, cache L", Runtime::exllamav3, original, false, false, 0.0, 0.0, 0);
        row("Microsoft", Runtime::microsoft, 0, true, true, 0.0, 0.0, 28);
        row("Python module", Runtime::module, 0, false, true, 1.05, 1.3, 28);
    }
    void applied()
    {
        QFETCH(Runtime, runtime);
        QFETCH(qint64, allocated);
        QFETCH(bool, longBelow);
        QFETCH(bool, longAbove);
        QFETCH(double, below);
        QFETCH(double, above);
        Deployment given = pair_with_n_hat();
        given.allocated = allocated;
        const double formula = formula_attention(given);
        const Applied low = applied_by(runtime, given, original);
        const Applied high = applied_by(runtime, given, original + 1);
        QCOMPARE(low.list == List::long_list, longBelow);
        QCOMPARE(high.list == List::long_list, longAbove);
        QCOMPARE(low.attention_factor, below > 0 ? below : formula);
        QCOMPARE(high.attention_factor, above > 0 ? above : formula);
        QTEST(qint64(high.n_hat), "n_hat");
    }

    /// A config that says no attention factor or mscale leaves each runtime its formula, llama.cpp 1.
    void unsaid()
    {
        Deployment given = pair_with_n_hat();
        given.says_attention = given.says_mscale = false;
        for (const Runtime runtime : all_runtimes())
            if (runtime != Runtime::module)
                QCOMPARE(applied_by(runtime, given, target).attention_factor,
                    runtime == Runtime::llama_cpp ? 1.0 : formula_attention(given));
    }

    void keys_data()
    {
        QTest::addColumn<Runtime>("runtime");
        QTest::addColumn<QString>("model");
        QTest::addColumn<int>("keys");
        const auto row = [](const char* name, Runtime runtime, const char* model, CachedKeys keys) {
            QTest::newRow(name) << runtime << QString::fromUtf8(model) << int(keys);
        };
        row("transformers, llama", Runtime::transformers, "llama", CachedKeys::mixed);
        row("transformers, phi3", Runtime::transformers, "phi3", CachedKeys::dropped);
        row("vLLM", Runtime::vllm, "phi3", CachedKeys::alike);
        row("SGLang", Runtime::sglang, "phi3", CachedKeys::mixed);
        row("llama.cpp", Runtime::llama_cpp, "llama", CachedKeys::alike);
        row("mlx-lm", Runtime::mlx_lm, "llama", CachedKeys::alike);
        row("exllamav3", Runtime::exllamav3, "llama", CachedKeys::alike);
        row("Microsoft", Runtime::microsoft, "llama", CachedKeys::alike);
        row("Python module", Runtime::module, "llama", CachedKeys::mixed);
    }
    void keys()
    {
        QFETCH(Runtime, runtime);
        QFETCH(QString, model);
        Deployment given = pair_with_n_hat();
        given.model_type = model.toStdString();
        QTEST(int(cached_keys(runtime, given)), "keys");
        given.short_set.reset(); // one list: nothing to mix
        QCOMPARE(cached_keys(runtime, given), CachedKeys::alike);
        given = pair_with_n_hat();
        given.max_positions = original; // never crossed
        QCOMPARE(cached_keys(runtime, given), CachedKeys::alike);
    }

    /// The first L keys of a conversation that crosses L keep the short list where the cache is mixed.
    void keysByPosition()
    {
        const Deployment given = pair_with_n_hat();
        const auto list = [&](Runtime runtime, std::int64_t position, std::int64_t tokens) {
            return key_list(runtime, given, position, tokens) == List::long_list;
        };
        for (const Runtime runtime : { Runtime::transformers, Runtime::sglang, Runtime::module }) {
            QVERIFY(!list(runtime, 0, original) && !list(runtime, original - 1, original));
            QVERIFY(!list(runtime, original - 1, target));
            QVERIFY(list(runtime, original, target));
        }
        for (const Runtime runtime : { Runtime::vllm, Runtime::llama_cpp, Runtime::mlx_lm })
            QVERIFY(list(runtime, 0, 1) && list(runtime, original, target));
        Deployment phi = given;
        phi.model_type = "phi3"; // dropped: turned anew
        QCOMPARE(key_list(Runtime::transformers, phi, 0, target), List::long_list);
        QCOMPARE(key_list(Runtime::transformers, phi, 0, original), List::short_list);
        QVERIFY(chooses_at_start(Runtime::vllm) && chooses_at_start(Runtime::exllamav3));
        QVERIFY(!chooses_at_start(Runtime::transformers) && !chooses_at_start(Runtime::mlx_lm));
    }

    void nothingToWarnOf()
    {
        const auto rows = runtime_table(plain_set());
        QCOMPARE(rows.size(), all_runtimes().size());
        for (const RuntimeRow& row : rows) {
            QVERIFY2(row.warnings.empty(), row.warnings.empty() ? "" : row.warnings.front().text().c_str());
            QCOMPARE(row.n_hat.text(), std::string("0"));
            QCOMPARE(row.attention.text(), std::string("1.173"));
            QCOMPARE(row.keys.text(), std::string("turned alike"));
        }
    }

    void warnings()
    {
        const Deployment given = pair_with_n_hat();
        for (const RuntimeRow& row : runtime_table(given)) {
            const bool module = row.runtime == Runtime::module;
            QCOMPARE(mentions(row, "export the Python module"), !module && row.runtime != Runtime::microsoft);
            QCOMPARE(mentions(row, "start-token variant"), row.runtime == Runtime::microsoft);
            QCOMPARE(row.n_hat.text() == "left out", !module && row.runtime != Runtime::microsoft);
            const bool switches = module || row.runtime == Runtime::transformers || row.runtime == Runtime::sglang;
            QCOMPARE(mentions(row, "turned with the long list there"), !switches);
            QCOMPARE(mentions(row, "keeps the keys"), switches);
            QCOMPARE(mentions(row, "in one batch"), row.runtime == Runtime::sglang);
        }
        QVERIFY(mentions(runtime_row(Runtime::transformers, given), "At 256 tokens the attention factor is 1.3 there, 1.05 here"));
        QVERIFY(mentions(runtime_row(Runtime::exllamav3, given), "At 2048 tokens the attention factor is 1.173 there, 1.3 here"));
    }

    void whatLlamaCppDoesNotLoad()
    {
        Deployment given = plain_set();
        for (const auto& [type, loads] : { std::pair("llama", true), std::pair("phi3", true),
                 std::pair("mistral", true), std::pair("qwen2", false), std::pair("gpt_neox", false) }) {
            given.model_type = type;
            QCOMPARE(mentions(runtime_row(Runtime::llama_cpp, given), "does not load"), !loads);
        }
    }

    void startedShort()
    {
        Deployment given = pair_with_n_hat();
        given.allocated = original;
        QVERIFY(mentions(runtime_row(Runtime::vllm, given), "prompts past 256 are turned with the short list"));
        QVERIFY(!mentions(runtime_row(Runtime::transformers, given), "prompts past 256"));
    }
};

QTEST_GUILESS_MAIN(TestRuntimes)
#include "tst_runtimes.moc"
