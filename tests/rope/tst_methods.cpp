// SPDX-License-Identifier: Apache-2.0
#include "core/rope/methods.h"

#include <QTest>
#include <algorithm>
#include <cmath>
#include <fstream>
#include <nlohmann/json.hpp>

using namespace ropewalk::rope;
using nlohmann::json;

namespace {

constexpr double exactness = 1e-9; // of the reference's 12 digits; the promise is 1e-6

Geometry geometry_of(const json& value)
{
    return { value["head_dim"], value["rotary_dim"], value["theta"], value["original_length"] };
}

double relative(double a, double b)
{
    return std::abs(a - b) / std::max(std::abs(b), 1e-300);
}

struct Curve
{
    std::vector<double> lambda;
    double attention_factor = 1.0;
};

Curve curve_of(const json& value, const Geometry& g)
{
    const std::string method = value["method"];
    const double scale = value.value("scale", 1.0);
    if (method == "linear")
        return { pi_lambda(g, scale) };
    if (method == "ntk")
        return { ntk_lambda(g, scale) };
    if (method == "dynamic")
        return { dynamic_ntk_lambda(g, value["factor"], value["length"]) };
    if (method == "yarn")
        return { yarn_lambda(g, scale, { value["beta_fast"], value["beta_slow"], value["truncate"] }),
            yarn_attention_factor(scale) };
    if (method == "llama3")
        return { llama3_lambda(g, scale, { value["low_freq_factor"], value["high_freq_factor"] }) };
    if (method == "longrope")
        return { value["lambda"].get<std::vector<double>>(), longrope_attention_factor(g, scale) };
    return {};
}

const Geometry llama2{ 128, 128, 1e4, 4096 };

} // namespace

class TestMethods : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void sameAsTransformers_data()
    {
        QTest::addColumn<QString>("method");
        for (const char* method : { "linear", "ntk", "dynamic", "yarn", "llama3", "longrope" })
            QTest::newRow(method) << QString::fromLatin1(method);
    }
    /// θ_i/λ_i and m of every method against transformers' own functions on many geometries.
    void sameAsTransformers()
    {
        QFETCH(QString, method);
        std::ifstream in(ROPEWALK_TEST_DATA "/rope_frequencies.json");
        const json root = json::parse(in, nullptr, false);
        QVERIFY2(root.is_object(), "tests/reference/rope_frequencies.json");
        int cases = 0;
        double worst = 0.0;
        for (const json& value : root["cases"]) {
            if (value["method"] != method.toStdString())
                continue;
            ++cases;
            const Geometry geometry = geometry_of(value["geometry"]);
            const Curve curve = curve_of(value, geometry);
            const auto expected = value["frequencies"].get<std::vector<double>>();
            QCOMPARE(curve.lambda.size(), expected.size());
            for (std::size_t i = 0; i < expected.size(); ++i) {
                const double own = frequency(geometry, static_cast<int>(i)) / curve.lambda[i];
                worst = std::max(worst, relative(own, expected[i]));
                json shown = value;
                shown.erase("frequencies");
                QVERIFY2(relative(own, expected[i]) < exactness,
                    (shown.dump() + " pair " + std::to_string(i) + ": " + std::to_string(own)).c_str());
            }
            QVERIFY(relative(curve.attention_factor, value["attention_factor"]) < exactness);
        }
        QVERIFY(cases >= 12);
        qInfo("%d cases, worst relative difference %.2g", cases, worst);
    }

    /// The figures of longrope.md: the first pair that never completes a turn in training.
    void criticalPair_data()
    {
        QTest::addColumn<int>("dim");
        QTest::addColumn<double>("theta");
        QTest::addColumn<int>("length");
        QTest::addColumn<int>("pair");
        QTest::newRow("LLaMA-2") << 128 << 1e4 << 4096 << 46;
        QTest::newRow("Mistral") << 128 << 1e4 << 8192 << 50;
        QTest::newRow("LLaMA-3") << 128 << 5e5 << 8192 << 35;
        QTest::newRow("Phi-3-mini 2k") << 96 << 1e4 << 2048 << 31;
        QTest::newRow("Phi-3-mini 4k") << 96 << 1e4 << 4096 << 34;
        QTest::newRow("all turn") << 32 << 100.0 << 1000000 << 16;
        QTest::newRow("none turns") << 32 << 100.0 << 3 << 0;
    }
    void criticalPair()
    {
        QFETCH(int, dim);
        QFETCH(double, theta);
        QFETCH(int, length);
        const Geometry geometry{ dim, dim, theta, length };
        QTEST(critical_pair(geometry), "pair");
        for (int i = 0; i < geometry.pairs(); ++i)
            QCOMPARE(wavelength(geometry, i) > length, i >= critical_pair(geometry));
    }

    void geometryIsChecked_data()
    {
        QTest::addColumn<int>("head");
        QTest::addColumn<int>("rotary");
        QTest::addColumn<double>("theta");
        QTest::addColumn<qint64>("length");
        QTest::addColumn<QString>("message");
        QTest::newRow("head") << 1 << 2 << 1e4 << qint64(256)
                              << "head_dim: expected a whole number from 2 to 16384, found 1";
        QTest::newRow("huge") << 100000 << 2 << 1e4 << qint64(256)
                              << "head_dim: expected a whole number from 2 to 16384, found 100000";
        QTest::newRow("odd") << 64 << 33 << 1e4 << qint64(256)
                             << "rotary_dim: expected an even number from 2 to head_dim (64), found 33";
        QTest::newRow("more than the head")
            << 64 << 66 << 1e4 << qint64(256)
            << "rotary_dim: expected an even number from 2 to head_dim (64), found 66";
        QTest::newRow("theta") << 64 << 64 << 1.0 << qint64(256)
                               << "theta: expected a number above 1, found 1";
        QTest::newRow("not a number")
            << 64 << 64 << std::nan("") << qint64(256) << "theta: expected a number above 1, found nan";
        QTest::newRow("length")
            << 64 << 64 << 1e4 << qint64(0)
            << "original_length: expected a length from 1 to 1099511627776 tokens, found 0";
    }
    void geometryIsChecked()
    {
        QFETCH(int, head);
        QFETCH(int, rotary);
        QFETCH(double, theta);
        QFETCH(qint64, length);
        const auto status = validate(Geometry{ head, rotary, theta, length });
        QVERIFY(!status);
        QTEST(QString::fromStdString(status.error().text()), "message");
    }

    /// Between none and PI, growing from pair to pair, for every method at any scale.
    void everyCurveIsMonotoneAndBounded()
    {
        for (const Geometry& geometry :
            { llama2, Geometry{ 64, 64, 1e4, 256 }, Geometry{ 96, 96, 5e5, 8192 } })
            for (const std::int64_t times : { 1, 2, 3, 8, 64, 512 })
                for (const Method method : { Method::none, Method::pi, Method::ntk, Method::yarn,
                         Method::llama3, Method::longrope2 }) {
                    const FactorSet set = make_set(method, geometry, geometry.original_length * times);
                    QVERIFY(validate(set, geometry));
                    QVERIFY2(is_monotone(set.lambda), set.origin.c_str());
                    QVERIFY(set.lambda.front() >= 1.0);
                    QVERIFY(set.lambda.back() <= static_cast<double>(times) * (1.0 + 1e-12));
                    QVERIFY(set.attention_factor >= 1.0);
                }
    }

    void ntkKeepsTheFastestAndInterpolatesTheSlowest()
    {
        const std::vector<double> lambda = ntk_lambda(llama2, 8.0);
        QCOMPARE(lambda.front(), 1.0);
        QVERIFY(relative(lambda.back(), 8.0) < 1e-12);
        QCOMPARE(ntk_lambda(Geometry{ 2, 2, 1e4, 256 }, 8.0), std::vector<double>{ 1.0 });
    }

    void dynamicFormsAreAloneInsideTheWindow()
    {
        QCOMPARE(dynamic_ntk_lambda(llama2, 4.0, 4096), none_lambda(llama2));
        const std::vector<double> lambda = ntk_lambda(llama2, 4.0);
        QCOMPARE(longrope_dynamic_lambda(llama2, lambda, 4.0, 4096), none_lambda(llama2));
        QCOMPARE(longrope_dynamic_lambda(llama2, lambda, 4.0, 1000), none_lambda(llama2));
        const auto whole = longrope_dynamic_lambda(llama2, lambda, 4.0, 4 * 4096);
        const auto half = longrope_dynamic_lambda(llama2, lambda, 4.0, 4096 + 3 * 2048);
        for (std::size_t i = 0; i < lambda.size(); ++i) {
            QVERIFY(relative(whole[i], lambda[i]) < 1e-12);
            QVERIFY(relative(half[i], (1.0 + lambda[i]) / 2.0) < 1e-12);
        }
    }

    void longrope2FollowsNtkBelowThePair()
    {
        const std::vector<double> given(64, 8.0);
        const std::vector<double> lambda = longrope2_lambda(given, 30);
        QCOMPARE(lambda[0], 1.0);
        QVERIFY(relative(lambda[15], std::sqrt(8.0)) < 1e-12);
        for (int i = 30; i < 64; ++i)
            QCOMPARE(lambda[i], 8.0);
        QVERIFY(is_monotone(longrope2_lambda(given, 64)));
        QCOMPARE(longrope2_lambda(given, 0), given);
    }

    void attentionFactorsAreOneInsideTheWindow()
    {
        QCOMPARE(yarn_attention_factor(1.0), 1.0);
        QCOMPARE(yarn_attention_factor(0.5), 1.0);
        QCOMPARE(longrope_attention_factor(llama2, 1.0), 1.0);
        QCOMPARE(longrope_attention_factor(Geometry{ 64, 64, 1e4, 1 }, 8.0), 1.0);
        QCOMPARE(yarn_attention_factor(8.0), 1.0 + 0.1 * std::log(8.0));
        QCOMPARE(longrope_attention_factor(llama2, 8.0), std::sqrt(1.0 + std::log(8.0) / std::log(4096.0)));
    }

    void setsSayWhereTheyComeFrom()
    {
        const FactorSet yarn = make_set(Method::yarn, llama2, 16384);
        QCOMPARE(yarn.name, std::string("YaRN"));
        QCOMPARE(yarn.origin, std::string("YaRN at 16384"));
        QCOMPARE(yarn.to_length, 16384);
        QCOMPARE(yarn.lambda, yarn_lambda(llama2, 4.0));
        QCOMPARE(yarn.attention_factor, yarn_attention_factor(4.0));
        const FactorSet inside = make_set(Method::pi, llama2, 1000);
        QCOMPARE(inside.lambda, none_lambda(llama2));
        QCOMPARE(scale_for(llama2, 1000), 1.0);
    }

    void namesAreFoundHoweverWritten()
    {
        for (const Method method : { Method::none, Method::pi, Method::ntk, Method::dynamic_ntk, Method::yarn,
                 Method::llama3, Method::longrope2 })
            QCOMPARE(method_from_name(name(method)).value(), method);
        QCOMPARE(method_from_name("pi").value(), Method::pi);
        QCOMPARE(method_from_name("YARN").value(), Method::yarn);
        QCOMPARE(method_from_name("dynamic-ntk").value(), Method::dynamic_ntk);
        QVERIFY(!method_from_name("").has_value());
        QVERIFY(!method_from_name("yarn2").has_value());
    }
};

QTEST_GUILESS_MAIN(TestMethods)
#include "tst_methods.moc"
