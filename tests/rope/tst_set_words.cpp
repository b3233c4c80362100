// SPDX-License-Identifier: Apache-2.0
#include "core/rope/methods.h"
#include "core/rope/set_words.h"

#include <QTest>

using namespace ropewalk;
using namespace ropewalk::rope;

/// What the program says of a set is kept in English and found again in it; what others say is left alone.
class TestSetWords : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void names_data()
    {
        QTest::addColumn<QString>("name");
        QTest::addColumn<QString>("pattern");
        for (const char* name : { "mine", "found", "best so far", "as shipped", "as shipped, short",
                 "as shipped, long", "none" })
            QTest::newRow(name) << name << name;
        QTest::newRow("a number") << "candidate 12" << "candidate {1}";
        QTest::newRow("no number") << "candidate two" << "{1}";
        QTest::newRow("a copy") << "as shipped, long copy" << "{1} copy";
        QTest::newRow("a copy of a copy") << "found copy copy" << "{1} copy";
        QTest::newRow("of nothing") << " copy" << "{1}";
        QTest::newRow("a name of its own") << "PI" << "{1}";
    }

    void names()
    {
        QFETCH(QString, name);
        QFETCH(QString, pattern);
        FactorSet set;
        set.name = name.toStdString();
        QCOMPARE(name_words(set), as_is(set.name)); // as a person typed it
        set.default_name = true;
        QCOMPARE(QString::fromStdString(name_words(set).pattern()), pattern);
        QCOMPARE(name_words(set).text(), set.name);
    }

    void aCopyNamesWhatItIsOf()
    {
        FactorSet set;
        name_by_default(set, words("{1} copy", words("{1} copy", words("candidate {1}", 3))));
        QCOMPARE(set.name, std::string("candidate 3 copy copy"));
        QCOMPARE(name_words(set), words("{1} copy", words("{1} copy", words("candidate {1}", "3"))));
    }

    void origins_data()
    {
        QTest::addColumn<QString>("origin");
        QTest::addColumn<QString>("pattern");
        QTest::newRow("a method") << "YaRN at 2048" << "{1} at {2}";
        QTest::newRow("none") << "plain RoPE" << "plain RoPE";
        QTest::newRow("a search") << "evolution, seed 1" << "evolution, seed {1}";
        QTest::newRow("searches") << "evolution, seed 3, the best of 5 seeds" << "evolution, seed {1}, the best of {2} seeds";
        QTest::newRow("a config at a length") << "config.json, dynamic at 8192" << "config.json, {1} at {2}";
        QTest::newRow("a config") << "config.json, yarn" << "{1}";
        QTest::newRow("GGUF without scaling") << "GGUF, no scaling" << "GGUF, no scaling";
        QTest::newRow("a log") << "log, iteration 1.json, iteration 7" << "{1}, iteration {2}";
        QTest::newRow("a file") << "look at me.csv" << "{1}";
        QTest::newRow("the paper") << "the paper" << "{1}";
    }

    void origins()
    {
        QFETCH(QString, origin);
        QFETCH(QString, pattern);
        FactorSet set;
        set.origin = origin.toStdString();
        QCOMPARE(QString::fromStdString(origin_words(set).pattern()), pattern);
        QCOMPARE(origin_words(set).text(), set.origin);
    }

    /// What the methods say is among what is found again.
    void methods()
    {
        const Geometry geometry{ 64, 64, 1e4, 256 };
        for (const Method method : { Method::none, Method::pi, Method::ntk, Method::dynamic_ntk, Method::yarn })
            QVERIFY(origin_words(make_set(method, geometry, 2048)).pattern() != "{1}");
        QCOMPARE(name_words(make_set(Method::none, geometry, 2048)), words("none"));
        QCOMPARE(origin_words(make_set(Method::pi, geometry, 2048)), words("{1} at {2}", "PI", "2048"));
        QCOMPARE(origin_words({}), Words());
    }
};

QTEST_APPLESS_MAIN(TestSetWords)
#include "tst_set_words.moc"
