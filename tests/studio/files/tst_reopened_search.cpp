// SPDX-License-Identifier: GPL-3.0-only
#include "fake_window.h"
#include "made_search.h"

#include "app/studio/control/overlay_control.h"
#include "views/search/fitness_plot.h"
#include "views/search/search_panel.h"
#include "views/search/search_settings.h"

#include <QFile>
#include <QLineF>
#include <QTemporaryDir>

using namespace ropewalk;
using namespace ropewalk::studio;

namespace {

constexpr int kWaitMs = FakeWindow::kWaitMs;

} // namespace

/// A search that ended, or did not, in an earlier session is seen again when its project is opened.
class TestReopenedSearch : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void aFinishedOneIsShown();
    void aBegunGenerationIsShownToo();
    void whatIsClickedIsAdopted();
    void anUnfinishedOneGoesOn();
    void anOldOneTakesTheWindowsOfTheForm();
    void oneThatCannotBeReadIsSaid();
    void aLongOneIsDrawnAtOnce();

private:
    QString path(const char* name) const { return m_folder->filePath(QString::fromUtf8(name)); }
    /// A project whose search left these lines and half of another.
    void project(const std::vector<std::string>& lines)
    {
        QFile journal(path("a.search-1.jsonl"));
        QVERIFY(journal.open(QIODevice::WriteOnly | QIODevice::Truncate));
        for (const std::string& line : lines)
            journal.write(QByteArray::fromStdString(line + '\n'));
        journal.write("{\"evalu");
        project::Project project = demoProject();
        project.searches.emplace_back().journal = journal.fileName().toStdString();
        QVERIFY(project::save_project(project, path("a.ropewalk").toStdString()));
    }

    std::unique_ptr<QTemporaryDir> m_folder;
    MadeSearch m_search; ///< the whole of it
};

void TestReopenedSearch::init()
{
    m_folder = std::make_unique<QTemporaryDir>();
    m_search = madeSearch();
    QVERIFY(m_search.outcome.evaluations > 0);
}

void TestReopenedSearch::aFinishedOneIsShown()
{
    project(m_search.lines);
    FakeWindow window(path("data"));
    QVERIFY(window.show());
    views::SearchPanel& panel = *window->layoutParts().search;
    QVERIFY(panel.plot()->history().candidates().empty());
    window->fileControl().openPath(path("a.ropewalk"));
    QCOMPARE(std::int64_t(panel.plot()->history().candidates().size()), m_search.outcome.evaluations);
    QCOMPARE(panel.status().generation, 5);
    QCOMPARE(*panel.status().best, m_search.outcome.best.fitness);
    QVERIFY2(panel.statusText().contains(QStringLiteral("finished")), qPrintable(panel.statusText()));
    QVERIFY(panel.best() && panel.best()->lambda == m_search.outcome.best.lambda);
    QVERIFY(!panel.resumeAction()->isEnabled());
    QVERIFY(!window->isWindowModified());

    panel.adoptAction()->trigger();
    QCOMPARE(window.document().activeSet()->lambda, m_search.outcome.best.lambda);
    QCOMPARE(window.document().activeSet()->origin, std::string("evolution, seed 7"));
    // The next project has nothing of it.
    window.document().undoStack()->undo();
    window->actions().newProject->trigger();
    QVERIFY(panel.plot()->history().candidates().empty());
    QVERIFY(!panel.best());
}

/// The best so far may lie in a generation that is not whole: the journal has its fitness alone, the window its curve.
void TestReopenedSearch::aBegunGenerationIsShownToo()
{
    std::size_t cut = 0; // the evaluation that is the best so far, the second of its generation or a later one
    double best = m_search.scored[0].fitness;
    for (std::size_t i = 1; i < m_search.scored.size() - 1; ++i) {
        if (m_search.scored[i].fitness < best && i > 8 && i % 8 != 7 && i % 8 > 1)
            cut = i;
        best = std::min(best, m_search.scored[i].fitness);
    }
    QVERIFY(cut > 0);
    project({ m_search.lines.begin(), m_search.lines.begin() + m_search.ends[cut] });
    FakeWindow window(path("data"));
    QVERIFY(window.show());
    window->fileControl().openPath(path("a.ropewalk"));
    views::SearchPanel& panel = *window->layoutParts().search;
    QCOMPARE(panel.plot()->history().candidates().size(), cut + 1);
    QCOMPARE(*panel.status().best, m_search.scored[cut].fitness);
    QCOMPARE(*panel.plot()->history().best(), m_search.scored[cut].fitness);
    QCOMPARE(panel.status().evaluations, std::int64_t(cut) + 1);
    QVERIFY2(panel.statusText().contains(QStringLiteral("%1 evaluations").arg(cut + 1)), qPrintable(panel.statusText()));
    for (std::size_t i = 0; i <= cut; ++i)
        QCOMPARE(panel.plot()->history().candidates()[i].set.lambda, m_search.scored[i].lambda);
    panel.adoptAction()->trigger();
    QCOMPARE(window.document().activeSet()->lambda, m_search.scored[cut].lambda);
}

void TestReopenedSearch::whatIsClickedIsAdopted()
{
    project(m_search.lines);
    FakeWindow window(path("data"));
    QVERIFY(window.show());
    window->fileControl().openPath(path("a.ropewalk"));
    views::SearchPanel& panel = *window->layoutParts().search;
    views::FitnessPlot& plot = *panel.plot();
    QTRY_VERIFY_WITH_TIMEOUT(
        plot.plotArea().contains(plot.pixelOf(5, m_search.outcome.best.fitness)), kWaitMs);
    // A candidate within the plot, with no other within reach, that is not the best.
    const auto& all = plot.history().candidates();
    std::size_t chosen = all.size();
    for (std::size_t i = 0; i < all.size(); ++i) {
        const QPointF at = plot.pixelOf(all[i].place, all[i].fitness);
        bool alone = plot.plotArea().adjusted(2, 2, -2, -2).contains(at) && all[i].set.lambda != panel.best()->lambda;
        for (std::size_t j = 0; j < all.size(); ++j)
            alone = alone && (i == j || QLineF(at, plot.pixelOf(all[j].place, all[j].fitness)).length() > 4);
        for (const auto& generation : plot.history().generations())
            alone = alone && QLineF(at, plot.pixelOf(generation.generation, generation.best)).length() > 9;
        if (alone)
            chosen = i;
    }
    QVERIFY(chosen < all.size());
    QTest::mouseClick(&plot, Qt::LeftButton, {}, plot.pixelOf(all[chosen].place, all[chosen].fitness).toPoint());
    QVERIFY(window->overlay().shown() && window->overlay().shown()->lambda == all[chosen].set.lambda);
    views::PillButton* take = nullptr;
    for (views::PillButton* one : panel.findChildren<views::PillButton*>())
        take = one->text() == u"Adopt this one" ? one : take;
    QVERIFY(take && take->isVisible());
    QTest::mouseClick(take, Qt::LeftButton);
    QCOMPARE(window.document().activeSet()->lambda, all[chosen].set.lambda);
    const QString notes = QString::fromStdString(window.document().activeSet()->notes);
    QVERIFY2(notes.startsWith(QStringLiteral("candidate of generation")), qPrintable(notes));
    // What comes next is the best again.
    panel.adoptAction()->trigger();
    QCOMPARE(window.document().activeSet()->lambda, m_search.outcome.best.lambda);
}

void TestReopenedSearch::anUnfinishedOneGoesOn()
{
    const std::vector<std::string> some(
        m_search.lines.begin(), m_search.lines.begin() + std::ptrdiff_t(m_search.lines.size() * 2 / 3));
    project(some);
    const QByteArray before = [&] {
        QFile file(path("a.search-1.jsonl"));
        return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
    }();
    FakeWindow window(path("data"));
    QVERIFY(window.show());
    window->fileControl().openPath(path("a.ropewalk"));
    views::SearchPanel& panel = *window->layoutParts().search;
    QVERIFY2(panel.statusText().contains(QStringLiteral("not finished")), qPrintable(panel.statusText()));
    QVERIFY2(window.said("search").isEmpty(), qPrintable(window.said("search")));
    QVERIFY(!panel.plot()->history().candidates().empty());
    // Looking at it has not touched it.
    QFile file(path("a.search-1.jsonl"));
    QVERIFY(file.open(QIODevice::ReadOnly));
    QCOMPARE(file.readAll(), before);

    QTRY_VERIFY_WITH_TIMEOUT(panel.resumeAction()->isEnabled(), kWaitMs);
    panel.resumeAction()->trigger();
    auto* engine = qobject_cast<FakeEngine*>(window->session().client().transport());
    QVERIFY(engine);
    QTRY_COMPARE_WITH_TIMEOUT(engine->asked(protocol::method::search).size(), 1u, kWaitMs);
    const auto asked = *protocol::from_json<protocol::SearchParams>(
        engine->asked(protocol::method::search).front().params);
    QCOMPARE(asked.journal, some);
    QCOMPARE(asked.target, 2048);
    QCOMPARE(asked.population, 8);
    QCOMPARE(asked.parents, 4);
    QCOMPARE(asked.generations, 5);
    QCOMPARE(asked.seed, 7u);
    QCOMPARE(asked.samples, 3);
    // The form shows what is being searched with.
    const protocol::SearchParams shown = panel.settings()->params();
    QCOMPARE(shown.samples, 3);
    QCOMPARE(shown.population, 8);
    QCOMPARE(shown.parents, 4);
    QCOMPARE(shown.generations, 5);
    QCOMPARE(shown.seed, 7u);
    QCOMPARE(shown.attention_mode, std::string("fixed"));
    QCOMPARE(shown.attention_factor, 1.0);
    // The half line is gone, and what comes is written behind the rest.
    QTRY_COMPARE_WITH_TIMEOUT(window->session().search().state(), SearchRun::State::Running, kWaitMs);
    engine->notify(protocol::method::journal, engine->asked(protocol::method::search).front().id,
        protocol::to_json(protocol::JournalLine{ m_search.lines[some.size()] }));
    QByteArray expected;
    for (std::size_t i = 0; i <= some.size(); ++i)
        expected += QByteArray::fromStdString(m_search.lines[i]) + '\n';
    const auto content = [&] {
        QFile now(path("a.search-1.jsonl"));
        return now.open(QIODevice::ReadOnly) ? now.readAll() : QByteArray();
    };
    QTRY_COMPARE_WITH_TIMEOUT(content(), expected, kWaitMs);
}

void TestReopenedSearch::anOldOneTakesTheWindowsOfTheForm()
{
    std::string header = m_search.lines.front();
    header.erase(header.find("\"samples\":3"), std::string_view("\"samples\":3").size());
    project({ header, m_search.lines[1] });
    FakeWindow window(path("data"));
    QVERIFY(window.show());
    window->fileControl().openPath(path("a.ropewalk"));
    QVERIFY2(window.said("search").contains(QStringLiteral("how many windows")), qPrintable(window.said("search")));
    views::SearchPanel& panel = *window->layoutParts().search;
    protocol::SearchParams typed = panel.settings()->params();
    typed.samples = 7;
    panel.settings()->setParams(typed);
    QTRY_VERIFY_WITH_TIMEOUT(panel.resumeAction()->isEnabled(), kWaitMs);
    panel.resumeAction()->trigger();
    auto* engine = qobject_cast<FakeEngine*>(window->session().client().transport());
    QVERIFY(engine);
    QTRY_COMPARE_WITH_TIMEOUT(engine->asked(protocol::method::search).size(), 1u, kWaitMs);
    const auto asked = *protocol::from_json<protocol::SearchParams>(
        engine->asked(protocol::method::search).front().params);
    QCOMPARE(asked.samples, 7);
    QCOMPARE(asked.seed, 7u);
}

void TestReopenedSearch::oneThatCannotBeReadIsSaid()
{
    project({ "{\"ropewalk\": \"journal\", \"version\": 1}" });
    FakeWindow window(path("data"));
    QVERIFY(window.show());
    window->fileControl().openPath(path("a.ropewalk"));
    QCOMPARE(window.files().name(), QStringLiteral("a"));
    QVERIFY2(window.said("search").contains(QStringLiteral("a.search-1.jsonl: line 1")),
        qPrintable(window.said("search")));
}

/// Each report would draw the whole plot again.
void TestReopenedSearch::aLongOneIsDrawnAtOnce()
{
    project(m_search.lines);
    FakeWindow window(path("data"));
    QVERIFY(window.show());
    views::FitnessPlot& plot = *window->layoutParts().search->plot();
    QSignalSpy refreshed(&plot, &views::FitnessPlot::refreshed);
    window->fileControl().openPath(path("a.ropewalk"));
    QTRY_VERIFY_WITH_TIMEOUT(!plot.history().candidates().empty() && plot.plotArea().isValid(), kWaitMs);
    QVERIFY(plot.history().candidates().size() > 40);
    QVERIFY2(refreshed.size() < 20, qPrintable(QString::number(refreshed.size())));
}

int main(int argc, char** argv)
{
    return runWindowTest<TestReopenedSearch>(argc, argv);
}
#include "tst_reopened_search.moc"
