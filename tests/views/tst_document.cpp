// SPDX-License-Identifier: GPL-3.0-only
#include "demo_project.h"

#include "views/document/document.h"

#include <QSignalSpy>
#include <QTest>
#include <cmath>
#include <functional>

using namespace ropewalk;
using namespace ropewalk::views;

class TestDocument : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void everyEditIsUndone_data();
    void everyEditIsUndone();
    void gesturesMerge();
    void fieldsAndSetsDoNotMerge();
    void returningLeavesNoStep();
    void nothingChangedIsNoStep();
    void idsAreFreshAndTold();
    void removingTheActiveSetPassesOn();
    void presetsAreOneStep();
    void scoresComeBackWithUndo();
    void previewsYieldToFullScores();
    void scoresBelongToModelTargetAndSplit();
    void resetClears();
    void baselinesFollowTheTarget();
    void aLockedSetRefusesEdits();
    void lockedPairsKeepTheirs();
    void movesToAPlace();
    void undoneToTheBottomAndRedoneToTheTop();

private:
    rope::FactorSet mine() const { return *m_document->set("set-1"); }
    static ScoreEntry entry(double perplexity, bool preview = false, std::int64_t target = 2048)
    {
        return { perplexity, 10235, target, QStringLiteral("held-out"), preview, 0.2 };
    }
    std::unique_ptr<Document> m_document;
};

void TestDocument::init()
{
    m_document = std::make_unique<Document>();
    m_document->reset(test::demoProject());
}

using Edit = std::function<void(Document&)>;

void TestDocument::everyEditIsUndone_data()
{
    QTest::addColumn<Edit>("edit");
    QTest::newRow("lambda") << Edit([](Document& d) { d.setLambda("set-1", std::vector<double>(32, 2.0)); });
    QTest::newRow("n_hat") << Edit([](Document& d) { d.setNHat("set-1", 16); });
    QTest::newRow("attention") << Edit([](Document& d) { d.setAttentionFactor("set-1", 1.25); });
    QTest::newRow("target") << Edit([](Document& d) { d.setTarget(4096); });
    QTest::newRow("rename") << Edit([](Document& d) { d.renameSet("set-1", QStringLiteral("other")); });
    QTest::newRow("notes") << Edit([](Document& d) { d.setNotes("set-1", QStringLiteral("from the paper")); });
    QTest::newRow("documents") << Edit([](Document& d) { d.setDocumentsPath("/texts/book.txt"); });
    QTest::newRow("model options") << Edit([](Document& d) {
        rope::Geometry geometry = d.geometry();
        geometry.original_length = 512;
        d.setModelOptions({ "bf16", "off", 512, true }, geometry);
    });
    QTest::newRow("lock pairs") << Edit([](Document& d) { d.setLockedPairs("set-1", { 3, 4 }); });
    QTest::newRow("lock") << Edit([](Document& d) { d.setLocked("set-1", true); });
    QTest::newRow("move") << Edit([](Document& d) { d.moveSet("found-1", 0); });
    QTest::newRow("rotation") << Edit(
        [](Document& d) { d.setRotation("set-1", d.baselines()[1], QStringLiteral("PI")); });
    QTest::newRow("lengths") << Edit([](Document& d) {
        std::vector<rope::FactorSet> sets = d.project().sets;
        sets[0].to_length = 256;
        sets[1].from_length = 256;
        d.setLengths(sets);
    });
    QTest::newRow("add") << Edit([](Document& d) { d.addSet(d.baselines()[1]); });
    QTest::newRow("remove active") << Edit([](Document& d) { d.removeSet("set-1"); });
    QTest::newRow("remove other") << Edit([](Document& d) { d.removeSet("found-1"); });
    QTest::newRow("preset") << Edit([](Document& d) { d.applyPreset("set-1", d.baselines()[3]); });
}

void TestDocument::everyEditIsUndone()
{
    QFETCH(Edit, edit);
    const project::Project before = m_document->project();
    edit(*m_document);
    const project::Project after = m_document->project();
    QVERIFY(!(after == before));
    QCOMPARE(m_document->undoStack()->count(), 1);
    QVERIFY(!m_document->undoStack()->text(0).isEmpty());
    for (int round = 0; round < 2; ++round) {
        m_document->undoStack()->undo();
        QVERIFY(m_document->project() == before);
        m_document->undoStack()->redo();
        QVERIFY(m_document->project() == after);
    }
}

void TestDocument::gesturesMerge()
{
    const std::vector<double> before = mine().lambda;
    const int gesture = m_document->beginGesture();
    QSignalSpy edited(m_document.get(), &Document::setEdited);
    for (double value : { 2.0, 3.0, 4.0 })
        m_document->setLambda("set-1", std::vector<double>(32, value), gesture);
    QCOMPARE(m_document->undoStack()->count(), 1);
    QCOMPARE(edited.size(), 3);
    m_document->setLambda("set-1", std::vector<double>(32, 5.0), m_document->beginGesture());
    QCOMPARE(m_document->undoStack()->count(), 2);
    m_document->undoStack()->undo();
    QCOMPARE(mine().lambda, std::vector<double>(32, 4.0));
    m_document->undoStack()->undo();
    QCOMPARE(mine().lambda, before);
    m_document->setLambda("set-1", std::vector<double>(32, 6.0));
    m_document->setLambda("set-1", std::vector<double>(32, 7.0)); // gesture 0 never merges
    QCOMPARE(m_document->undoStack()->count(), 2);
}

void TestDocument::fieldsAndSetsDoNotMerge()
{
    const int gesture = m_document->beginGesture();
    m_document->setNHat("set-1", 4, gesture);
    m_document->setAttentionFactor("set-1", 1.1, gesture);
    m_document->setAttentionFactor("found-1", 1.1, gesture);
    QCOMPARE(m_document->undoStack()->count(), 3);
}

void TestDocument::returningLeavesNoStep()
{
    const std::vector<double> before = mine().lambda;
    const int gesture = m_document->beginGesture();
    m_document->setLambda("set-1", std::vector<double>(32, 2.0), gesture);
    m_document->setLambda("set-1", before, gesture);
    QCOMPARE(m_document->undoStack()->count(), 0);
    m_document->setLambda("set-1", std::vector<double>(32, 3.0), gesture);
    QCOMPARE(m_document->undoStack()->count(), 1);
    m_document->undoStack()->undo();
    QCOMPARE(mine().lambda, before);
}

void TestDocument::nothingChangedIsNoStep()
{
    m_document->setLambda("set-1", mine().lambda);
    m_document->setNHat("set-1", mine().n_hat);
    m_document->setTarget(2048);
    m_document->setTarget(0);
    m_document->renameSet("set-1", QStringLiteral("  mine "));
    m_document->renameSet("set-1", QStringLiteral("  "));
    m_document->removeSet("nobody");
    m_document->setNHat("nobody", 3);
    QCOMPARE(m_document->undoStack()->count(), 0);
}

void TestDocument::idsAreFreshAndTold()
{
    rope::FactorSet set = mine();
    QCOMPARE(m_document->addSet(set), std::string("set-2")); // its own id is taken
    set.id = "import-7";
    QCOMPARE(m_document->addSet(set), std::string("import-7"));
    set.id.clear();
    set.origin = "evolution, seed 1";
    QCOMPARE(m_document->addSet(set), std::string("found-2"));
    QCOMPARE(m_document->project().active_set, std::string("found-2"));
    set.origin.clear();
    for (const char* expected : { "set-3", "set-4", "set-5", "set-6", "set-8" }) { // import-7 has that colour
        set.id.clear();
        QCOMPARE(m_document->addSet(set), std::string(expected));
    }
}

void TestDocument::removingTheActiveSetPassesOn()
{
    QSignalSpy active(m_document.get(), &Document::activeSetChanged);
    m_document->removeSet("set-1");
    QCOMPARE(m_document->project().active_set, std::string("found-1"));
    m_document->removeSet("found-1");
    QVERIFY(!m_document->activeSet());
    QCOMPARE(active.size(), 2);
    QCOMPARE(active.last()[0].toString(), QString());
    m_document->undoStack()->undo();
    m_document->undoStack()->undo();
    QCOMPARE(m_document->activeSet()->id, std::string("set-1"));
}

void TestDocument::presetsAreOneStep()
{
    const rope::FactorSet yarn = m_document->baselines()[3];
    m_document->applyPreset("set-1", yarn);
    QVERIFY(mine().same_rotation(yarn));
    QCOMPARE(mine().name, std::string("mine"));
    QCOMPARE(mine().attention_factor, 0.1 * std::log(8.0) + 1);
    QCOMPARE(m_document->undoStack()->count(), 1);
}

void TestDocument::scoresComeBackWithUndo()
{
    m_document->addScore(mine(), entry(4.35));
    m_document->setNHat("set-1", 8);
    QVERIFY(!m_document->score(mine()));
    m_document->addScore(mine(), entry(4.1));
    m_document->undoStack()->undo();
    QCOMPARE(m_document->score(mine())->perplexity, 4.35);
    m_document->undoStack()->redo();
    QCOMPARE(m_document->score(mine())->perplexity, 4.1);
    m_document->renameSet("set-1", QStringLiteral("other")); // a name is no rotation
    QCOMPARE(m_document->score(mine())->perplexity, 4.1);
}

void TestDocument::previewsYieldToFullScores()
{
    m_document->addScore(mine(), entry(4.3, true));
    QVERIFY(m_document->score(mine())->preview);
    m_document->addScore(mine(), entry(4.35));
    m_document->addScore(mine(), entry(4.2, true));
    QVERIFY(!m_document->score(mine())->preview);
    QCOMPARE(m_document->score(mine())->perplexity, 4.35);
}

void TestDocument::scoresBelongToModelTargetAndSplit()
{
    m_document->addScore(mine(), entry(4.35));
    ScoreEntry search = entry(2.5);
    search.split = QStringLiteral("search");
    m_document->addScore(mine(), search);
    QCOMPARE(m_document->score(mine())->perplexity, 4.35);
    m_document->setTarget(1024);
    QVERIFY(!m_document->score(mine()));
    QCOMPARE(m_document->scoreAt(mine(), 2048)->perplexity, 4.35);
    m_document->undoStack()->undo();
    QVERIFY(m_document->score(mine()));

    QSignalSpy changed(m_document.get(), &Document::scoresChanged);
    m_document->setModel("demo", "a", m_document->geometry()); // the same
    QCOMPARE(changed.size(), 0);
    m_document->setModel("demo", "b", m_document->geometry());
    QCOMPARE(changed.size(), 1);
    QVERIFY(!m_document->score(mine()));
    m_document->addScore(mine(), entry(4.35));
    QCOMPARE(m_document->undoStack()->index(), 0); // none of these is an edit
    m_document->setDocumentsPath("/tmp/book.txt");
    QVERIFY(!m_document->score(mine()));
    m_document->undoStack()->undo();
    QVERIFY(m_document->score(mine()));
    project::ModelOptions options;
    options.sliding_window = "off";
    m_document->setModelOptions(options, m_document->geometry());
    QVERIFY(!m_document->score(mine()));
    m_document->undoStack()->undo();
    QVERIFY(m_document->score(mine()));
}

void TestDocument::resetClears()
{
    m_document->addScore(mine(), entry(4.35));
    m_document->setNHat("set-1", 8);
    QSignalSpy reset(m_document.get(), &Document::projectReset);
    project::Project project = test::demoProject();
    project.active_set = "gone";
    m_document->reset(project);
    QCOMPARE(reset.size(), 1);
    QCOMPARE(m_document->undoStack()->count(), 0);
    QVERIFY(!m_document->score(mine()));
    QCOMPARE(m_document->activeSet()->id, std::string("set-1"));
}

void TestDocument::baselinesFollowTheTarget()
{
    QCOMPARE(m_document->baselines().size(), std::size_t(4));
    QCOMPARE(m_document->baselines()[1].lambda, std::vector<double>(32, 8.0));
    m_document->setTarget(1024);
    QCOMPARE(m_document->baselines()[1].lambda, std::vector<double>(32, 4.0));
    QCOMPARE(m_document->scale(), 4.0);
    m_document->setTarget(100);
    QCOMPARE(m_document->scale(), 1.0);
}

void TestDocument::aLockedSetRefusesEdits()
{
    m_document->setLocked("set-1", true);
    const rope::FactorSet before = mine();
    QSignalSpy refused(m_document.get(), &Document::refused);
    m_document->setLambda("set-1", std::vector<double>(32, 2.0));
    m_document->setNHat("set-1", 16);
    m_document->setAttentionFactor("set-1", 1.3);
    m_document->applyPreset("set-1", m_document->baselines()[1]);
    m_document->setRotation("set-1", m_document->baselines()[1], QStringLiteral("PI"));
    m_document->setLockedPairs("set-1", { 1 });
    m_document->removeSet("set-1");
    std::vector<rope::FactorSet> sets = m_document->project().sets;
    sets[0].to_length = sets[1].from_length = 256;
    m_document->setLengths(sets);
    QCOMPARE(refused.size(), 8);
    QVERIFY(refused[0][0].toString().contains(QStringLiteral("mine")));
    QVERIFY(mine() == before);
    QCOMPARE(m_document->set("found-1")->from_length, std::int64_t(0));
    QCOMPARE(m_document->undoStack()->count(), 1);
    m_document->renameSet("set-1", QStringLiteral("kept"));
    m_document->setNotes("set-1", QStringLiteral("why"));
    QCOMPARE(mine().notes, std::string("why"));
    m_document->setLocked("set-1", false);
    m_document->setNHat("set-1", 16);
    QCOMPARE(mine().n_hat, std::int64_t(16));
}

void TestDocument::lockedPairsKeepTheirs()
{
    m_document->setLockedPairs("set-1", { 0, 31 });
    const rope::FactorSet before = mine();
    m_document->setLambda("set-1", std::vector<double>(32, 3.0));
    QCOMPARE(mine().lambda[0], before.lambda[0]);
    QCOMPARE(mine().lambda[1], 3.0);
    QCOMPARE(mine().lambda[31], before.lambda[31]);
    m_document->applyPreset("set-1", m_document->baselines()[1]);
    QCOMPARE(mine().lambda[0], before.lambda[0]);
    QCOMPARE(mine().lambda[5], 8.0);
}

void TestDocument::movesToAPlace()
{
    m_document->addSet(m_document->baselines()[1]);
    m_document->moveSet("set-1", 99);
    QCOMPARE(m_document->project().sets[2].id, std::string("set-1"));
    m_document->moveSet("set-1", 1);
    QCOMPARE(m_document->project().sets[1].id, std::string("set-1"));
    const int steps = m_document->undoStack()->count();
    m_document->moveSet("set-1", 1);
    m_document->moveSet("nobody", 0);
    QCOMPARE(m_document->undoStack()->count(), steps);
}

void TestDocument::undoneToTheBottomAndRedoneToTheTop()
{
    const std::string bottom = project::write_project(m_document->project());
    m_document->setLockedPairs("set-1", { 2 });
    m_document->setLambda("set-1", std::vector<double>(32, 2.0));
    m_document->moveSet("found-1", 0);
    const std::string added = m_document->addSet(m_document->baselines()[3]);
    m_document->setLocked(added, true);
    std::vector<rope::FactorSet> sets = m_document->project().sets;
    sets[0].to_length = sets[1].from_length = 512;
    m_document->setLengths(sets);
    m_document->setTarget(8192);
    m_document->setRotation("set-1", m_document->baselines()[2], QStringLiteral("NTK"));
    m_document->removeSet("found-1");
    const std::string top = project::write_project(m_document->project());
    while (m_document->undoStack()->canUndo())
        m_document->undoStack()->undo();
    QCOMPARE(project::write_project(m_document->project()), bottom);
    while (m_document->undoStack()->canRedo())
        m_document->undoStack()->redo();
    QCOMPARE(project::write_project(m_document->project()), top);
}

QTEST_GUILESS_MAIN(TestDocument)
#include "tst_document.moc"
