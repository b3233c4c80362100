// SPDX-License-Identifier: Apache-2.0
#include "core/rope/factor_set.h"

#include <QTest>
#include <limits>

using namespace ropewalk::rope;

namespace {

const Geometry small{ 8, 8, 1e4, 256 };

FactorSet valid_set()
{
    FactorSet set;
    set.lambda = { 1.0, 2.0, 3.0, 4.0 };
    return set;
}

} // namespace

Q_DECLARE_METATYPE(FactorSet)

class TestFactorSet : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void refused_data()
    {
        QTest::addColumn<FactorSet>("set");
        QTest::addColumn<QString>("message");
        const auto row = [](const char* name, auto change, const char* message) {
            FactorSet set = valid_set();
            change(set);
            QTest::newRow(name) << set << QString::fromUtf8(message);
        };
        row(
            "too few", [](FactorSet& s) { s.lambda.pop_back(); },
            "lambda: expected 4 factors (one a pair of a rotary dimension of 8), found 3");
        row(
            "none", [](FactorSet& s) { s.lambda.clear(); },
            "lambda: expected 4 factors (one a pair of a rotary dimension of 8), found 0");
        row(
            "zero", [](FactorSet& s) { s.lambda[2] = 0.0; },
            "lambda[2]: expected a finite factor above 0, found 0");
        row(
            "negative", [](FactorSet& s) { s.lambda[0] = -1.5; },
            "lambda[0]: expected a finite factor above 0, found -1.5");
        row(
            "not a number", [](FactorSet& s) { s.lambda[3] = std::numeric_limits<double>::quiet_NaN(); },
            "lambda[3]: expected a finite factor above 0, found nan");
        row(
            "infinite", [](FactorSet& s) { s.lambda[3] = std::numeric_limits<double>::infinity(); },
            "lambda[3]: expected a finite factor above 0, found inf");
        row(
            "n̂", [](FactorSet& s) { s.n_hat = -1; }, "n_hat: expected 0 or more tokens, found -1");
        row(
            "attention factor", [](FactorSet& s) { s.attention_factor = 0.0; },
            "attention_factor: expected a finite number above 0, found 0");
        row(
            "from", [](FactorSet& s) { s.from_length = -5; },
            "from_length: expected 0 or more tokens, found -5");
        row(
            "to", [](FactorSet& s) { s.from_length = 256, s.to_length = 256; },
            "to_length: expected 0 (no upper bound) or more than from_length (256), found 256");
    }
    void refused()
    {
        QFETCH(FactorSet, set);
        const auto status = validate(set, small);
        QVERIFY(!status);
        QTEST(QString::fromStdString(status.error().text()), "message");
    }

    void accepted()
    {
        FactorSet set = valid_set();
        set.n_hat = 1 << 20;
        set.from_length = 256;
        QVERIFY(validate(set, small));
        QVERIFY(warnings(set).empty());
    }

    void oddButRealIsSaid()
    {
        FactorSet set = valid_set();
        set.lambda = { 0.9978, 2.5, 2.25, 4.0 };
        QVERIFY(validate(set, small));
        QVERIFY(!is_monotone(set.lambda));
        const std::vector<std::string> said = texts(warnings(set));
        QCOMPARE(said.size(), 2u);
        QCOMPARE(said[0],
            std::string(
                "1 factor is below 1 (the smallest is 0.9978 at pair 0): those pairs turn faster than in "
                "training."));
        QCOMPARE(said[1],
            std::string("The factors do not grow from pair to pair: pair 1 has 2.5, the next 2.25."));
        set.lambda = { 0.5, 0.6, 0.6, 1.0 };
        QVERIFY(is_monotone(set.lambda)); // equal neighbours are no drop
        QCOMPARE(warnings(set).size(), 1u);
    }

    void aRotationHasNoName()
    {
        FactorSet a = valid_set(), b = valid_set();
        b.name = "other";
        QVERIFY(a.same_rotation(b));
        QVERIFY(!(a == b));
        b.n_hat = 4;
        QVERIFY(!a.same_rotation(b));
    }
};

QTEST_GUILESS_MAIN(TestFactorSet)
#include "tst_factor_set.moc"
