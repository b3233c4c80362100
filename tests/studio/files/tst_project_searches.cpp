// SPDX-License-Identifier: GPL-3.0-only
#include "made_search.h"
#include "project_case.h"

#include "views/search/fitness_plot.h"
#include "views/search/search_list.h"
#include "views/search/search_panel.h"

#include <QAbstractButton>
#include <QComboBox>
#include <QDir>
#include <QMessageBox>

using namespace ropewalk;
using namespace ropewalk::studio;

/// The searches of a project: none replaces another, they are switched among, removed, saved and taken elsewhere.
class TestProjectSearches : public ProjectCase
{
    Q_OBJECT

private Q_SLOTS:
    void oneIsSwitchedToAnother();
    void aNewOneReplacesNone();
    void anotherIsLookedAtWhileOneRuns();
    void oneIsRemovedWhenAsked();
    void theyAreSavedBesideTheProjectAndTakenAlong();
    void anOldProjectsAbsolutePathOpens();
    void aMissingJournalIsSaid();

private:
    static views::SearchPanel& panel(FakeWindow& window) { return *window->layoutParts().search; }
    static QComboBox& list(FakeWindow& window) { return *panel(window).list()->box(); }
    static QStringList entries(FakeWindow& window)
    {
        QStringList out;
        for (int i = 0; i < list(window).count(); ++i)
            out << list(window).itemText(i);
        return out;
    }
    static std::size_t drawn(FakeWindow& window) { return panel(window).plot()->history().candidates().size(); }
    static FakeEngine* engine(FakeWindow& window)
    {
        return qobject_cast<FakeEngine*>(window->session().client().transport());
    }
    QByteArray content(const QString& file) const
    {
        QFile read(file);
        return read.open(QIODevice::ReadOnly) ? read.readAll() : QByteArray("cannot be read");
    }

    /// b.ropewalk: a finished search of seed 7 and one of seed 8 that is not.
    void projectOfTwo()
    {
        m_first = madeSearch(7);
        m_second = madeSearch(8);
        m_second.lines.resize(std::size_t(m_second.ends[18]));
        QVERIFY(QDir().mkpath(path("b.searches")));
        QVERIFY(writeJournal(path("b.searches/search-1.jsonl"), m_first.lines));
        QVERIFY(writeJournal(path("b.searches/search-2.jsonl"), m_second.lines));
        project::Project project = demoProject();
        for (const char* journal : { "b.searches/search-1.jsonl", "b.searches/search-2.jsonl" })
            project.searches.emplace_back().journal = path(journal).toStdString();
        project.searches[0].best = m_first.outcome.best.fitness;
        QVERIFY(project::save_project(project, path("b.ropewalk").toStdString()));
    }
    void startAnother(FakeWindow& window)
    {
        QTRY_VERIFY_WITH_TIMEOUT(panel(window).startAction()->isEnabled(), kWaitMs);
        const std::size_t before = engine(window)->asked(protocol::method::search).size();
        panel(window).startAction()->trigger();
        QTRY_COMPARE_WITH_TIMEOUT(engine(window)->asked(protocol::method::search).size(), before + 1, kWaitMs);
    }
    static protocol::Id asked(FakeWindow& window) { return engine(window)->asked(protocol::method::search).back().id; }
    static protocol::EvaluationReport report(double fitness)
    {
        protocol::EvaluationReport out;
        out.of = 24;
        out.evaluated = 1;
        out.evaluations = 1;
        out.evaluations_planned = 344;
        out.fitness = out.best = fitness;
        out.origin = "mutation";
        out.candidate = demoProject().sets[0];
        return out;
    }

    MadeSearch m_first, m_second;
};

void TestProjectSearches::oneIsSwitchedToAnother()
{
    projectOfTwo();
    FakeWindow window(data());
    QVERIFY(window.show());
    QVERIFY(!panel(window).list()->isVisible());
    window->fileControl().openPath(path("b.ropewalk"));
    QCOMPARE(list(window).count(), 2);
    QVERIFY(panel(window).list()->isVisible());
    QCOMPARE(list(window).currentIndex(), 1);
    QCOMPARE(drawn(window), 19u);
    QVERIFY(entries(window)[1].contains(QStringLiteral("seed 8")));
    QTRY_VERIFY_WITH_TIMEOUT(panel(window).resumeAction()->isEnabled(), kWaitMs);

    list(window).setFocus();
    QTest::keyClick(&list(window), Qt::Key_Up);
    QCOMPARE(list(window).currentIndex(), 0);
    QCOMPARE(drawn(window), m_first.scored.size());
    QVERIFY(panel(window).best() && panel(window).best()->lambda == m_first.outcome.best.lambda);
    QVERIFY(!panel(window).resumeAction()->isEnabled());
    QVERIFY2(entries(window)[0].contains(QStringLiteral("best %1").arg(m_first.outcome.best.fitness, 0, 'f', 3)),
        qPrintable(entries(window)[0]));

    QTest::keyClick(&list(window), Qt::Key_Down);
    QCOMPARE(drawn(window), 19u);
    QVERIFY(panel(window).resumeAction()->isEnabled());
    QVERIFY(!window->isWindowModified()); // looking is no edit
    panel(window).resumeAction()->trigger();
    QTRY_COMPARE_WITH_TIMEOUT(engine(window)->asked(protocol::method::search).size(), 1u, kWaitMs);
    QCOMPARE(protocol::from_json<protocol::SearchParams>(engine(window)->asked(protocol::method::search)[0].params)->journal,
        m_second.lines);
}

void TestProjectSearches::aNewOneReplacesNone()
{
    projectOfTwo();
    const QByteArray first = content(path("b.searches/search-1.jsonl"));
    const QByteArray second = content(path("b.searches/search-2.jsonl"));
    FakeWindow window(data());
    QVERIFY(window.show());
    window->fileControl().openPath(path("b.ropewalk"));
    startAnother(window);
    QCOMPARE(list(window).count(), 3);
    QCOMPARE(list(window).currentIndex(), 2);
    QVERIFY2(entries(window)[2].contains(QStringLiteral("runs")), qPrintable(entries(window)[2]));
    engine(window)->notify(protocol::method::evaluation, asked(window), protocol::to_json(report(4.25)));
    QTRY_COMPARE_WITH_TIMEOUT(drawn(window), 1u, kWaitMs);
    protocol::SearchResult result;
    result.best = demoProject().sets[0];
    result.best.lambda.back() = 7.5;
    result.perplexity = 4.25;
    result.held_out = 4.5;
    result.evaluations = 1;
    result.seconds = 2;
    engine(window)->answer(asked(window), protocol::to_json(result));
    QTRY_VERIFY_WITH_TIMEOUT(entries(window)[2].contains(QStringLiteral("best 4.25")), kWaitMs);
    QVERIFY(QFile::exists(path("b.searches/search-3.jsonl")));
    QCOMPARE(content(path("b.searches/search-1.jsonl")), first);
    QCOMPARE(content(path("b.searches/search-2.jsonl")), second);
    // The former one comes back, and so does this one; its journal is empty here, what was reported is not.
    Q_EMIT list(window).activated(0);
    QCOMPARE(drawn(window), m_first.scored.size());
    QVERIFY(window->isWindowModified());
    window->actions().save->trigger();
    QVERIFY(!window->isWindowModified());
    window->fileControl().openPath(path("b.ropewalk"));
    QCOMPARE(list(window).count(), 3);
    QVERIFY2(panel(window).statusText().contains(QStringLiteral("4.500")), qPrintable(panel(window).statusText()));
    QVERIFY(panel(window).best() && panel(window).best()->lambda == result.best.lambda);
}

void TestProjectSearches::anotherIsLookedAtWhileOneRuns()
{
    projectOfTwo();
    FakeWindow window(data());
    QVERIFY(window.show());
    window->fileControl().openPath(path("b.ropewalk"));
    startAnother(window);
    for (const std::string& line : m_first.lines)
        engine(window)->notify(protocol::method::journal, asked(window), protocol::to_json(protocol::JournalLine{ line }));
    engine(window)->notify(protocol::method::evaluation, asked(window), protocol::to_json(report(4.25)));
    QTRY_COMPARE_WITH_TIMEOUT(drawn(window), 1u, kWaitMs);
    Q_EMIT list(window).activated(1);
    QCOMPARE(drawn(window), 19u);
    QVERIFY(!panel(window).startAction()->isEnabled());
    QVERIFY(!panel(window).resumeAction()->isEnabled());
    QVERIFY(window->session().search().isActive());
    // What the running one reports is not drawn here.
    protocol::EvaluationReport next = report(4.125);
    next.evaluations = next.evaluated = 2;
    engine(window)->notify(protocol::method::evaluation, asked(window), protocol::to_json(next));
    QSignalSpy reported(&window->session().search(), &SearchRun::evaluation);
    QVERIFY(reported.wait(kWaitMs));
    QCOMPARE(drawn(window), 19u);
    // Back at it, its journal tells all of it, and it can be paused.
    Q_EMIT list(window).activated(2);
    QCOMPARE(drawn(window), m_first.scored.size());
    QVERIFY(panel(window).pauseAction()->isEnabled());
    // When it ends beside, the one that is looked at stays and can go on.
    Q_EMIT list(window).activated(1);
    protocol::SearchResult result;
    result.best = demoProject().sets[0];
    result.perplexity = 4.125;
    engine(window)->answer(asked(window), protocol::to_json(result));
    QTRY_VERIFY_WITH_TIMEOUT(window.said("search finished").contains(QStringLiteral("finished")), kWaitMs);
    QCOMPARE(list(window).currentIndex(), 1);
    QCOMPARE(drawn(window), 19u);
    QVERIFY(panel(window).resumeAction()->isEnabled());
    QVERIFY(window.choose("Show it"));
    QCOMPARE(list(window).currentIndex(), 2);
    QCOMPARE(*panel(window).status().best, 4.125);
}

void TestProjectSearches::oneIsRemovedWhenAsked()
{
    projectOfTwo();
    FakeWindow window(data());
    QVERIFY(window.show());
    window->fileControl().openPath(path("b.ropewalk"));
    const auto answer = [&](const QString& label) {
        QTest::mouseClick(panel(window).findChild<views::SearchList*>()->removeButton(), Qt::LeftButton);
        auto* question = window->findChild<QMessageBox*>();
        QVERIFY(question && question->isVisible());
        QVERIFY2(question->informativeText().contains(path("b.searches/search-2.jsonl")),
            qPrintable(question->informativeText()));
        for (QAbstractButton* button : question->buttons())
            if (button->text().remove(QLatin1Char('&')) == label)
                QTest::mouseClick(button, Qt::LeftButton);
        QTRY_VERIFY_WITH_TIMEOUT(!window->findChild<QMessageBox*>(), kWaitMs);
    };
    answer(QStringLiteral("Cancel"));
    QCOMPARE(list(window).count(), 2);
    answer(QStringLiteral("Remove"));
    QCOMPARE(list(window).count(), 1);
    QCOMPARE(list(window).currentIndex(), 0);
    QCOMPARE(drawn(window), m_first.scored.size()); // the one that is left is shown
    QVERIFY(window->isWindowModified());
    QVERIFY(QFile::exists(path("b.searches/search-2.jsonl")));
    // One that runs is not removed.
    startAnother(window);
    QVERIFY(!panel(window).list()->removeButton()->isEnabled());
}

void TestProjectSearches::theyAreSavedBesideTheProjectAndTakenAlong()
{
    const MadeSearch made = madeSearch();
    {
        FakeWindow window(data());
        QVERIFY(window.show());
        QVERIFY(!window->isWindowModified());
        startAnother(window);
        const auto line = [&](std::size_t number) {
            engine(window)->notify(
                protocol::method::journal, asked(window), protocol::to_json(protocol::JournalLine{ made.lines[number] }));
        };
        std::size_t sent = 0;
        for (; sent < made.lines.size() / 2; ++sent)
            line(sent);
        const QString kept = window->session().search().journalPath();
        QVERIFY2(kept.startsWith(data()), qPrintable(kept));
        QTRY_COMPARE_WITH_TIMEOUT(content(kept).count('\n'), int(sent), kWaitMs);
        QVERIFY(window->isWindowModified()); // closing asks
        QVERIFY(QDir().mkpath(path("old")));
        QVERIFY(window.files().saveAs(path("old/c.ropewalk")));
        // The search goes on, and writes where the project is now.
        QVERIFY(window->session().search().isActive());
        QCOMPARE(list(window).currentIndex(), 0);
        for (; sent < made.lines.size(); ++sent)
            line(sent);
        QTRY_COMPARE_WITH_TIMEOUT(content(path("old/c.searches/search-1.jsonl")).count('\n'), int(sent), kWaitMs);
        QVERIFY(!QFile::exists(kept));
        protocol::SearchResult result;
        result.best = search::make_set(made.outcome.best, madeSettings(7));
        result.perplexity = made.outcome.best.fitness;
        result.held_out = 2.75;
        engine(window)->answer(asked(window), protocol::to_json(result));
        QTRY_COMPARE_WITH_TIMEOUT(window->session().search().state(), SearchRun::State::Finished, kWaitMs);
        window->actions().save->trigger();
        QVERIFY(!window->isWindowModified());
    }
    // Project and folder are copied to another place, and the first is gone.
    QVERIFY(QDir().mkpath(path("new/c.searches")));
    for (const char* name : { "c.ropewalk", "c.searches/search-1.jsonl" })
        QVERIFY(QFile::copy(path("old/") + QLatin1String(name), path("new/") + QLatin1String(name)));
    QVERIFY(QDir(path("old")).removeRecursively() && QDir(data()).removeRecursively());
    FakeWindow window(data());
    QVERIFY(window.show());
    window->fileControl().openPath(path("new/c.ropewalk"));
    QCOMPARE(window.said("missing"), QString());
    QCOMPARE(drawn(window), made.scored.size());
    QVERIFY(panel(window).best() && panel(window).best()->lambda == made.outcome.best.lambda);
    QVERIFY2(panel(window).statusText().contains(QStringLiteral("2.750")), qPrintable(panel(window).statusText()));
}

void TestProjectSearches::anOldProjectsAbsolutePathOpens()
{
    const MadeSearch made = madeSearch();
    const QString kept = data() + QStringLiteral("/journals/2026-01-02-030405.search-1.jsonl");
    QVERIFY(QDir().mkpath(QFileInfo(kept).absolutePath()) && writeJournal(kept, made.lines));
    project::Project project = demoProject();
    project.searches.emplace_back().journal = kept.toStdString();
    QVERIFY(project::save_project(project, path("d.ropewalk").toStdString()));
    FakeWindow window(data());
    QVERIFY(window.show());
    window->fileControl().openPath(path("d.ropewalk"));
    QCOMPARE(list(window).count(), 1);
    QCOMPARE(drawn(window), made.scored.size());
    QVERIFY(!window->isWindowModified());
    // Saving brings it beside the project; the other place may be another project's, too.
    window->actions().save->trigger();
    QCOMPARE(window.document().project().searches[0].journal, path("d.searches/search-1.jsonl").toStdString());
    QVERIFY(QFile::exists(path("d.searches/search-1.jsonl")) && QFile::exists(kept));
    QCOMPARE(list(window).currentIndex(), 0);
}

void TestProjectSearches::aMissingJournalIsSaid()
{
    projectOfTwo();
    QVERIFY(QFile::remove(path("b.searches/search-2.jsonl")));
    FakeWindow window(data());
    QVERIFY(window.show());
    window->fileControl().openPath(path("b.ropewalk"));
    for (const char* key : { "missing", "search" })
        QVERIFY2(window.said(key).contains(path("b.searches/search-2.jsonl")), qPrintable(window.said(key)));
    QCOMPARE(list(window).count(), 2);
    QVERIFY(!panel(window).resumeAction()->isEnabled());
    // The other one is there.
    Q_EMIT list(window).activated(0);
    QCOMPARE(drawn(window), m_first.scored.size());
    QCOMPARE(window.said("search"), QString());
}

int main(int argc, char** argv)
{
    return runWindowTest<TestProjectSearches>(argc, argv);
}
#include "tst_project_searches.moc"
