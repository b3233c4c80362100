// SPDX-License-Identifier: Apache-2.0
// How soon an evaluation answers a cancel: it asks whether to go on before every layer and every single step, and after
// a no it does no more work. The times between are told, not judged.
#include "app/engine/workbench/workbench.h"
#include "core/rope/methods.h"
#include "tests/compute_main.h"

#include <QElapsedTimer>
#include <QTest>
#include <functional>
#include <sstream>

using namespace ropewalk;
using namespace ropewalk::engine;

namespace {

constexpr std::int64_t target = 2048;
constexpr int layers = 4; // of the bundled model

/// A yield point that counts, and says no from the n-th call on.
struct Asked
{
    std::int64_t no_from = 0; ///< 0 = never
    std::int64_t calls = 0;
    double longest_ms = 0; ///< between two calls, the work's begin and end included
    QElapsedTimer since = {};

    YieldPoint point()
    {
        since.start();
        return [this] {
            note();
            ++calls;
            return no_from == 0 || calls < no_from;
        };
    }
    void note()
    {
        longest_ms = std::max(longest_ms, double(since.nsecsElapsed()) * 1e-6);
        since.start();
    }
};

using Work = std::function<Error(Workbench&, const rope::FactorSet&, const YieldPoint&)>;

template <class T>
Error error_of(const Result<T>& result)
{
    return result ? Error() : result.error();
}

struct Kind
{
    const char* name;
    std::int64_t least; ///< calls of one whole run: a layer each, and a step of the answer
    Work work;
};

template <class Params>
Params hidden_keys(const rope::FactorSet& set)
{
    Params params;
    params.set = set;
    params.lengths = { target };
    params.depths = params.trials = 1;
    return params;
}

Work curve(std::int64_t stride, int position_bins)
{
    return [=](Workbench& bench, const rope::FactorSet& set, const YieldPoint& yield) {
        protocol::CurveParams params;
        params.sets = { set };
        params.lengths = { target };
        params.samples = 2;
        params.stride = stride;
        params.text_length = 2 * target;
        params.position_bins = position_bins;
        return error_of(bench.curve(params, {}, yield));
    };
}

const std::vector<Kind>& kinds()
{
    static const std::vector<Kind> all{
        { "entropy", 2 * layers,
            [](Workbench& bench, const rope::FactorSet& set, const YieldPoint& yield) {
                protocol::EntropyParams params;
                params.set = set;
                params.target = target;
                params.samples = 2;
                return error_of(bench.entropy(params, {}, yield));
            } },
        { "passkey", 2 * layers,
            [](Workbench& bench, const rope::FactorSet& set, const YieldPoint& yield) {
                return error_of(bench.passkey(hidden_keys<protocol::PasskeyParams>(set), {}, yield));
            } },
        { "needle", layers,
            [](Workbench& bench, const rope::FactorSet& set, const YieldPoint& yield) {
                return error_of(bench.needle(hidden_keys<protocol::NeedleParams>(set), {}, yield));
            } },
        { "perplexity by length", 2 * layers, curve(0, 0) },
        { "perplexity by position", 2 * layers, curve(0, 48) },
        { "perplexity of sliding windows", 4 * layers, curve(target / 2, 48) },
        { "choices", 20 * layers,
            [](Workbench& bench, const rope::FactorSet& set, const YieldPoint& yield) {
                protocol::ChoicesParams params;
                params.set = set;
                params.path = "demo";
                params.limit = 20;
                params.few_shot = 6;
                return error_of(bench.choices(params, {}, yield));
            } },
        { "many windows", 200 * layers,
            [](Workbench& bench, const rope::FactorSet& set, const YieldPoint& yield) {
                protocol::EntropyParams params;
                params.set = set;
                params.target = 256;
                params.samples = 200;
                return error_of(bench.entropy(params, {}, yield));
            } },
    };
    return all;
}

} // namespace

class TestYielding : public QObject
{
    Q_OBJECT

    std::unique_ptr<Workbench> m_bench;
    rope::FactorSet m_set;

private Q_SLOTS:
    void init()
    {
        auto device = use_device("cpu", 2);
        m_bench = std::make_unique<Workbench>(*device);
        protocol::OpenModelParams params;
        params.path = "demo";
        QVERIFY(m_bench->open_model(params).has_value());
        m_set = rope::make_set(rope::Method::yarn, m_bench->model()->geometry, target);
    }

    void everyLayerAndStepCanBeTheLast_data()
    {
        QTest::addColumn<int>("kind");
        for (std::size_t i = 0; i < kinds().size(); ++i)
            QTest::newRow(kinds()[i].name) << int(i);
    }
    void everyLayerAndStepCanBeTheLast()
    {
        QFETCH(const int, kind);
        const Kind& of = kinds()[std::size_t(kind)];
        // The second time the windows are there already, as they are for what is stopped below.
        Asked first, whole;
        for (Asked* asked : { &first, &whole }) {
            const Error none = of.work(*m_bench, m_set, asked->point());
            asked->note();
            QVERIFY2(none.message.empty(), none.text().c_str());
            QVERIFY2(asked->calls >= of.least, qPrintable(QString::number(asked->calls)));
        }

        double slowest = 0;
        for (const std::int64_t at : { std::int64_t(1), whole.calls / 3 + 1, whole.calls }) {
            Asked stopped;
            stopped.no_from = at;
            const Error error = of.work(*m_bench, m_set, stopped.point());
            slowest = std::max(slowest, double(stopped.since.nsecsElapsed()) * 1e-6);
            QVERIFY2(error.cancelled, error.text().c_str());
            QCOMPARE(stopped.calls, at); // nothing was begun after the no
        }
        std::ostringstream said;
        said << of.name << ": " << whole.calls << " times asked, at most " << std::max(first.longest_ms, whole.longest_ms)
             << " ms apart; over after a no in " << slowest << " ms";
        qInfo("%s", said.str().c_str());
    }
};

ROPEWALK_COMPUTE_MAIN(TestYielding)
#include "tst_yielding.moc"
