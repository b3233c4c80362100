// SPDX-License-Identifier: Apache-2.0
#include "core/search/random.h"

#include <QTest>

#include <array>
#include <cmath>
#include <fstream>
#include <nlohmann/json.hpp>
#include <set>

using ropewalk::search::CounterRandom;

class TestRandom : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void matchesReference();
    void keysAreApart();
    void unitIsUniform();
    void belowIsUniform();
    void belowOneIsZero();
};

void TestRandom::matchesReference()
{
    std::ifstream file(ROPEWALK_TEST_DATA "/search_random.json");
    const auto cases = nlohmann::json::parse(file);
    QVERIFY(cases.size() > 3);
    for (const auto& one : cases) {
        const auto key = one["key"].get<std::vector<std::string>>();
        CounterRandom random(std::stoull(key[0]), std::stoull(key[1]), std::stoull(key[2]));
        for (const std::string value : one["values"])
            QCOMPARE(random.next(), static_cast<std::uint64_t>(std::stoull(value)));
    }
}

void TestRandom::keysAreApart()
{
    std::set<std::uint64_t> seen;
    for (std::uint64_t seed = 0; seed < 20; ++seed)
        for (std::uint64_t generation = 0; generation < 20; ++generation)
            for (std::uint64_t individual = 0; individual < 20; ++individual) {
                CounterRandom random(seed, generation, individual);
                for (int draw = 0; draw < 5; ++draw)
                    QVERIFY(seen.insert(random.next()).second);
            }
}

void TestRandom::unitIsUniform()
{
    double sum = 0, squares = 0;
    constexpr int count = 100000;
    for (int i = 0; i < count; ++i) {
        const double value = CounterRandom(5, 1, static_cast<std::uint64_t>(i)).unit();
        QVERIFY(value >= 0 && value < 1);
        sum += value;
        squares += value * value;
    }
    // Six standard errors of the mean of U(0, 1) and of its square.
    QVERIFY(std::abs(sum / count - 0.5) < 6 * std::sqrt(1.0 / 12 / count));
    QVERIFY(std::abs(squares / count - 1.0 / 3) < 6 * std::sqrt(4.0 / 45 / count));
}

void TestRandom::belowIsUniform()
{
    std::array<int, 7> seen{};
    CounterRandom random(1, 2, 3);
    constexpr int count = 70000;
    for (int i = 0; i < count; ++i)
        ++seen[static_cast<std::size_t>(random.below(7))];
    double chi = 0;
    for (int n : seen)
        chi += (n - 10000.0) * (n - 10000.0) / 10000.0;
    QVERIFY2(chi < 30, qPrintable(QString::number(chi))); // 6 degrees of freedom: one in 25000 beyond it
}

void TestRandom::belowOneIsZero()
{
    CounterRandom random(1, 2, 3);
    for (int i = 0; i < 10; ++i)
        QCOMPARE(random.below(1), 0);
}

QTEST_GUILESS_MAIN(TestRandom)
#include "tst_random.moc"
