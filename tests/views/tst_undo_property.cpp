// SPDX-License-Identifier: GPL-3.0-only
#include "demo_project.h"

#include "views/document/document.h"

#include <QTest>
#include <map>
#include <numeric>
#include <random>

using namespace ropewalk;
using namespace ropewalk::views;

namespace {

constexpr int kSequences = 400;

/// What an undo brings back: all but which set is looked at, which is no edit.
std::string editable(const Document& document)
{
    project::Project project = document.project();
    project.active_set.clear();
    return project::write_project(project);
}

/// A user without a plan: one random edit after the other, in gestures and out of them.
class Wanderer
{
public:
    Wanderer(Document& document, unsigned seed, bool looksAround)
        : m_document(document)
        , m_random(seed)
        , m_looksAround(looksAround)
    {
    }

    void act()
    {
        if (below(3) == 0)
            m_gesture = below(2) == 0 ? 0 : m_document.beginGesture();
        switch (below(m_looksAround ? 18 : 16)) {
        case 0:
        case 1:
            return m_document.setLambda(someSet(), someLambda(), m_gesture);
        case 2:
            return m_document.setNHat(someSet(), below(4) * 8, m_gesture);
        case 3:
            return m_document.setAttentionFactor(someSet(), 1 + 0.1 * below(4), m_gesture);
        case 4:
            return m_document.setTarget(1024 << below(4));
        case 5:
            return m_document.renameSet(someSet(), someText());
        case 6:
            return m_document.setNotes(someSet(), someText(), m_gesture);
        case 7:
            return add();
        case 8:
            return m_document.removeSet(someSet());
        case 9:
            return m_document.moveSet(someSet(), std::size_t(below(6)));
        case 10:
            return m_document.setLocked(someSet(), below(3) == 0);
        case 11:
            return lockPairs();
        case 12:
            return below(2) ? m_document.applyPreset(someSet(), preset())
                            : m_document.setRotation(someSet(), preset(), QStringLiteral("Blend"), m_gesture);
        case 13:
            return changeLengths();
        case 14:
            return m_document.setDocumentsPath(below(2) ? "demo" : someText().toStdString());
        case 15:
            return openInAnotherWay();
        case 16:
            return m_document.setActiveSet(someSet());
        default:
            return below(2) ? m_document.undoStack()->undo() : m_document.undoStack()->redo();
        }
    }

private:
    int below(int bound) { return std::uniform_int_distribution<int>(0, bound - 1)(m_random); }

    std::string someSet()
    {
        const auto& sets = m_document.project().sets;
        const int chosen = below(int(sets.size()) + 1);
        return std::size_t(chosen) < sets.size() ? sets[std::size_t(chosen)].id : "nobody";
    }

    std::vector<double> someLambda()
    {
        const rope::FactorSet* active = m_document.activeSet();
        std::vector<double> lambda
            = active && below(2) ? active->lambda : std::vector<double>(32, 1.0 + below(8) / 3.0);
        lambda[std::size_t(below(32))] = 1.0 + below(1000) / 7.0;
        return lambda;
    }

    QString someText() { return QStringLiteral("n̂ “%1”\n\\ %2").arg(below(5)).arg(QString(below(3), u'ü')); }
    rope::FactorSet preset() { return m_document.baselines()[std::size_t(below(4))]; }

    void add()
    {
        const auto& sets = m_document.project().sets;
        rope::FactorSet set
            = sets.empty() || below(2) ? preset() : sets[std::size_t(below(int(sets.size())))];
        if (below(2))
            set.id.clear();
        set.origin = below(2) ? "evolution, seed 3" : "a file";
        m_document.addSet(std::move(set));
    }

    void lockPairs()
    {
        std::vector<int> pairs(std::size_t(below(4)));
        std::iota(pairs.begin(), pairs.end(), below(20));
        m_document.setLockedPairs(someSet(), pairs);
    }

    void changeLengths()
    {
        std::vector<rope::FactorSet> sets = m_document.project().sets;
        for (rope::FactorSet& set : sets) {
            set.from_length = 256 * below(3);
            set.to_length = below(2) ? 0 : set.from_length + 512;
        }
        m_document.setLengths(sets, m_gesture);
    }

    void openInAnotherWay()
    {
        rope::Geometry geometry = m_document.geometry();
        geometry.original_length = 256 << below(2);
        project::ModelOptions options;
        options.dtype = below(2) ? "bf16" : "";
        options.original_length = geometry.original_length == 256 ? 0 : geometry.original_length;
        m_document.setModelOptions(options, geometry);
    }

    Document& m_document;
    std::mt19937 m_random;
    bool m_looksAround;
    int m_gesture = 0;
};

} // namespace

/// Undo to the bottom and redo to the top give the same bytes, whatever was done in between.
class TestUndoProperty : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void bytesComeBack();
};

void TestUndoProperty::bytesComeBack()
{
    int steps = 0;
    std::map<QString, int> kinds;
    for (unsigned seed = 0; seed < kSequences; ++seed) {
        Document document;
        document.reset(test::demoProject());
        QUndoStack& stack = *document.undoStack();
        const bool looksAround = seed % 2 == 1;
        const auto bytes
            = [&] { return looksAround ? editable(document) : project::write_project(document.project()); };
        const std::string bottom = bytes();
        Wanderer user(document, seed, looksAround);
        for (unsigned edit = 0; edit < 10 + seed % 50; ++edit)
            user.act();
        while (stack.canRedo())
            stack.redo();
        std::vector<std::string> states{ bytes() };
        steps += stack.count();
        for (int i = 0; i < stack.count(); ++i)
            ++kinds[stack.text(i).section(u' ', 0, 0)];
        const auto where = [&] {
            return qPrintable(QStringLiteral("seed %1, step %2 of %3: %4")
                                  .arg(seed)
                                  .arg(stack.index())
                                  .arg(stack.count())
                                  .arg(stack.redoText()));
        };
        while (stack.canUndo()) {
            stack.undo();
            QVERIFY2(states.back() != bytes(), where()); // a step that changes nothing is none
            states.push_back(bytes());
            const auto read = project::read_project(project::write_project(document.project()), "a.ropewalk");
            QVERIFY2(read, where());
            QVERIFY2(*read == document.project(), where());
        }
        QVERIFY2(states.back() == bottom, where());
        for (auto state = states.rbegin() + 1; state != states.rend(); ++state) {
            stack.redo();
            QVERIFY2(bytes() == *state, where());
        }
        QVERIFY(!stack.canRedo());
    }
    QCOMPARE(int(kinds.size()), 15); // Edit …, Set …, Add …: all there are
    qInfo("%d sequences, %d steps of %d kinds", kSequences, steps, int(kinds.size()));
}

QTEST_GUILESS_MAIN(TestUndoProperty)
#include "tst_undo_property.moc"
