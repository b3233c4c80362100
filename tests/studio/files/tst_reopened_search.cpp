// SPDX-License-Identifier: GPL-3.0-only
#include "fake_window.h"

#include "app/studio/session/new_project.h"
#include "core/search/evolution.h"
#include "views/search/fitness_plot.h"
#include "views/search/search_panel.h"
#include "views/search/search_settings.h"

#include <QFile>
#include <QTemporaryDir>
#include <cmath>

using namespace ropewalk;
using namespace ropewalk::studio;

namespace {

constexpr int kWaitMs = FakeWindow::kWaitMs;

search::Settings settings()
{
    search::Settings settings;
    settings.target = 2048;
    settings.population = 8;
    settings.mutations = settings.crossovers = settings.parents = 4;
    settings.generations = 5;
    settings.seed = 7;
    settings.attention_mode = search::AttentionFactorMode::fixed;
    return settings;
}

double perplexity(const rope::FactorSet& set)
{
    double loss = 2;
    for (std::size_t i = 0; i < set.lambda.size(); ++i)
        loss += std::abs(set.lambda[i] - 1 - double(i) / 5) / 100;
    return loss;
}

} // namespace

/// A search that ended, or did not, in an earlier session is seen again when its project is opened.
class TestReopenedSearch : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void aFinishedOneIsShown();
    void anUnfinishedOneGoesOn();
    void anOldOneTakesTheWindowsOfTheForm();
    void oneThatCannotBeReadIsSaid();

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
        project.journals = { journal.fileName().toStdString() };
        QVERIFY(project::save_project(project, path("a.ropewalk").toStdString()));
    }

    std::unique_ptr<QTemporaryDir> m_folder;
    std::vector<std::string> m_lines; ///< of the whole search
    search::Outcome m_outcome;
};

void TestReopenedSearch::init()
{
    m_folder = std::make_unique<QTemporaryDir>();
    m_lines.clear();
    const auto keep = [this](const std::string& line) -> Status {
        m_lines.push_back(line);
        return {};
    };
    auto outcome = search::evolve(
        search::one_by_one(perplexity), demoProject().geometry, settings(), R"({"samples":3})", {}, keep);
    QVERIFY(outcome);
    m_outcome = *outcome;
}

void TestReopenedSearch::aFinishedOneIsShown()
{
    project(m_lines);
    FakeWindow window(path("data"));
    QVERIFY(window.show());
    views::SearchPanel& panel = *window->layoutParts().search;
    QVERIFY(panel.plot()->history().candidates().empty());
    window->fileControl().openPath(path("a.ropewalk"));
    QCOMPARE(std::int64_t(panel.plot()->history().candidates().size()), m_outcome.evaluations);
    QCOMPARE(panel.status().generation, 5);
    QCOMPARE(*panel.status().best, m_outcome.best.fitness);
    QVERIFY2(panel.statusText().contains(QStringLiteral("finished")), qPrintable(panel.statusText()));
    QVERIFY(panel.best() && panel.best()->lambda == m_outcome.best.lambda);
    QVERIFY(!panel.resumeAction()->isEnabled());
    QVERIFY(!window->isWindowModified());

    panel.adoptAction()->trigger();
    QCOMPARE(window.document().activeSet()->lambda, m_outcome.best.lambda);
    QCOMPARE(window.document().activeSet()->origin, std::string("evolution, seed 7"));
    // The next project has nothing of it.
    window.document().undoStack()->undo();
    window->actions().newProject->trigger();
    QVERIFY(panel.plot()->history().candidates().empty());
    QVERIFY(!panel.best());
}

void TestReopenedSearch::anUnfinishedOneGoesOn()
{
    const std::vector<std::string> some(
        m_lines.begin(), m_lines.begin() + std::ptrdiff_t(m_lines.size() * 2 / 3));
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
        protocol::to_json(protocol::JournalLine{ m_lines[some.size()] }));
    QByteArray expected;
    for (std::size_t i = 0; i <= some.size(); ++i)
        expected += QByteArray::fromStdString(m_lines[i]) + '\n';
    const auto content = [&] {
        QFile now(path("a.search-1.jsonl"));
        return now.open(QIODevice::ReadOnly) ? now.readAll() : QByteArray();
    };
    QTRY_COMPARE_WITH_TIMEOUT(content(), expected, kWaitMs);
}

void TestReopenedSearch::anOldOneTakesTheWindowsOfTheForm()
{
    std::string header = m_lines.front();
    header.erase(header.find("\"samples\":3"), std::string_view("\"samples\":3").size());
    project({ header, m_lines[1] });
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

int main(int argc, char** argv)
{
    return runWindowTest<TestReopenedSearch>(argc, argv);
}
#include "tst_reopened_search.moc"
