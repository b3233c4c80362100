// SPDX-License-Identifier: GPL-3.0-only
#include "app/studio/files/project_files.h"
#include "app/studio/window/main_window.h"
#include "app/studio/workspace/evaluate_page.h"
#include "core/rope/methods.h"
#include "tests/studio/fake_engine.h"
#include "tests/studio/window_program.h"
#include "views/evaluation/set_choice.h"
#include "views/evaluation/set_style.h"
#include "views/factors/lambda_canvas.h"
#include "views/factors/lambda_editor.h"
#include "views/factors/sets/set_list.h"
#include "views/factors/sets/set_model.h"
#include "views/factors/trail/score_change.h"
#include "views/perplexity/perplexity_bars.h"
#include "views/perplexity/perplexity_panel.h"
#include "views/search/search_panel.h"

#include <QAbstractButton>
#include <QLabel>
#include <QListView>
#include <QPointer>
#include <QRegularExpression>
#include <QTest>
#include <algorithm>
#include <cmath>
#include <memory>

using namespace ropewalk;
using namespace ropewalk::studio;

namespace {

constexpr int kWaitMs = 20'000;
/// Losses of the held-out windows: the first, which is a preview's, is far easier than the others, as with the bundled text.
constexpr double kWindows[]{1.20, 1.30, 1.28, 1.27, 1.325};

/// What leaves YaRN's curve loses on every window, the more the further.
protocol::ScoreResult fakeScore(const protocol::ScoreParams& params)
{
    const rope::Geometry geometry{64, 64, 10000.0, 256, rope::PairLayout::half_split};
    const std::vector<double> yarn = rope::make_set(rope::Method::yarn, geometry, params.target).lambda;
    double loss = 0.05 * std::abs(params.set.attention_factor - 1.17);
    for (std::size_t pair = 0; pair < yarn.size(); ++pair)
        loss += 0.005 * std::abs(std::log(params.set.lambda[pair] / yarn[pair]));
    protocol::ScoreResult result;
    for (const double window : kWindows)
        result.window_nll.push_back(window + loss * (1 + 0.1 * (window - 1.2)));
    if (params.preview)
        result.window_nll.resize(1);
    for (const double nll : result.window_nll)
        result.nll += nll / double(result.window_nll.size());
    result.perplexity = std::exp(result.nll);
    result.samples = int(result.window_nll.size());
    result.tokens = result.samples * (params.target - 1);
    result.target = params.target;
    result.split = params.split;
    result.preview = params.preview;
    result.seconds = 0.01;
    return result;
}

struct ScoringWindow
{
    QTemporaryDir folder;
    AppearanceControl appearance;
    QPointer<FakeEngine> engine;
    double unigram = 6; ///< nats that counting costs
    std::unique_ptr<MainWindow> window;

    ScoringWindow()
    {
        const auto make = [this](const EnginePlace&) {
            auto made = std::make_unique<FakeEngine>(
                [this, oblige = obligingRule()](const protocol::Request& request) -> std::optional<nlohmann::json> {
                    if (request.method != protocol::method::score)
                        return oblige(request);
                    auto result = fakeScore(*protocol::from_json<protocol::ScoreParams>(request.params));
                    result.unigram_nll = unigram;
                    return protocol::to_json(result);
                });
            engine = made.get();
            return made;
        };
        window = std::make_unique<MainWindow>(make, appearance, folder.path());
        window->show();
        window->activateWindow();
    }
    Layout& parts() { return window->layoutParts(); }
    views::Document& document() { return window->document(); }
    bool settle()
    {
        return QTest::qWaitFor(
            [this] { return window->session().loader().isReady() && window->session().scoring().isSettled()
                  && document().activeSet() && document().score(*document().activeSet()); },
            kWaitMs);
    }
    QString mark(const char* id)
    {
        return parts().sets->model()->indexOf(QString::fromLatin1(id)).data(views::SetModel::MarkRole).toString();
    }
    void click(const char* id)
    {
        QListView* view = parts().sets->view();
        const QModelIndex row = parts().sets->model()->indexOf(QString::fromLatin1(id));
        view->scrollTo(row);
        QTest::mouseClick(view->viewport(), Qt::LeftButton, {}, view->visualRect(row).center());
    }
    /// "A mine, B none" as Evaluate has it.
    QString measured()
    {
        QStringList titles;
        for (const views::Compared& one : parts().evaluate->sets->compared())
            titles << views::titleOf(one);
        return titles.join(QStringLiteral(", "));
    }
    QString overlay()
    {
        const auto& curve = parts().editor->canvas()->scene().overlay;
        return curve ? curve->label : QString();
    }
    QStringList bars()
    {
        QStringList ids;
        for (const views::PerplexityRow& row : parts().perplexity->findChild<views::PerplexityBars*>()->rows())
            ids << row.id;
        return ids;
    }
};

} // namespace

/// What a new user does first, in the real window, with an engine whose answers are known.
class TestNumbers : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init()
    {
        QTest::failOnWarning(QRegularExpression(QStringLiteral("^(?!This plugin does not support propagateSizeHints)")));
    }
    void firstDragHasTheRightSign();
    void lettersMeanOneThing();
    void lettersOutliveTheWindow();
    void methodsAreScoredAtBothFactors();
    void whatASearchFoundIsScored();
    void foreignTextIsSaid();
};

/// Pair 12 dragged down: the preview's perplexity is below that of the whole set, and the edit is worse.
void TestNumbers::firstDragHasTheRightSign()
{
    ScoringWindow window;
    QVERIFY(window.settle());
    const QStringList before = window.bars();
    const double former = window.document().score(*window.document().activeSet())->perplexity;
    views::LambdaCanvas* canvas = window.parts().editor->canvas();
    const QPoint from = canvas->pointOf(12).toPoint();
    QTest::mousePress(canvas, Qt::LeftButton, {}, from);
    QTest::mouseMove(canvas, from + QPoint(0, 15));
    QTest::mouseMove(canvas, from + QPoint(0, 40));
    const auto score = [&] { return window.document().score(*window.document().activeSet()); };
    QTRY_VERIFY_WITH_TIMEOUT(score() && score()->preview, kWaitMs);
    QVERIFY(score()->perplexity < former); // which is what was shown in green
    const auto* change = window.parts().editor->scoreChange();
    QVERIFY2(change->change() > 0, qPrintable(change->text()));
    QVERIFY2(change->text().contains(QStringLiteral("→ ≈ +")), qPrintable(change->text()));
    QCOMPARE(window.bars(), before);
    QString said;
    for (const QLabel* label : window.parts().perplexity->findChildren<QLabel*>())
        said += label->text() + u'|';
    QVERIFY2(said.contains(QStringLiteral("≈ +")), qPrintable(said));
    QVERIFY2(said.contains(QStringLiteral("on 1 window")), qPrintable(said));
    const double preview = change->change();

    QTest::mouseRelease(canvas, Qt::LeftButton, {}, from + QPoint(0, 40));
    QTRY_VERIFY_WITH_TIMEOUT(score() && !score()->preview, kWaitMs);
    QVERIFY(score()->perplexity > former);
    QVERIFY(change->change() > 0);
    QVERIFY(std::abs(change->change() - preview) < 0.1 * preview);
}

void TestNumbers::lettersMeanOneThing()
{
    ScoringWindow window;
    QVERIFY(window.settle());
    QCOMPARE(window.mark("mine-1"), QStringLiteral("A"));
    QCOMPARE(window.mark("none"), QStringLiteral("B"));
    QCOMPARE(window.overlay(), QStringLiteral("B · none"));
    QCOMPARE(window.measured(), QStringLiteral("A mine, B none"));

    window.click("ntk"); // in the list
    QCOMPARE(window.mark("ntk"), QStringLiteral("B"));
    QCOMPARE(window.overlay(), QStringLiteral("B · NTK"));
    QCOMPARE(window.measured(), QStringLiteral("A mine, B NTK"));

    QAbstractButton* pi = nullptr; // and in Evaluate
    for (auto* chip : window.parts().evaluate->sets->findChildren<QAbstractButton*>())
        if (chip->text() == u"PI")
            pi = chip;
    QVERIFY(pi);
    pi->click();
    QCOMPARE(window.measured(), QStringLiteral("A mine, B NTK, C PI"));
    QCOMPARE(window.mark("pi"), QStringLiteral("C"));
    window.click("ntk");
    QCOMPARE(window.measured(), QStringLiteral("A mine, B PI"));
    QCOMPARE(window.overlay(), QStringLiteral("B · PI"));

    // Another set is edited: it is A, in every view.
    rope::FactorSet other = rope::make_set(rope::Method::ntk, window.document().geometry(), 2048);
    other.name = "other";
    other.default_name = false;
    const std::string id = window.document().addSet(other);
    window.document().setActiveSet(id);
    QCOMPARE(window.mark(id.c_str()), QStringLiteral("A"));
    QCOMPARE(window.mark("mine-1"), QString());
    QCOMPARE(window.measured(), QStringLiteral("A other, B PI"));
}

void TestNumbers::lettersOutliveTheWindow()
{
    const QTemporaryDir kept;
    const QString path = kept.filePath(QStringLiteral("letters.ropewalk"));
    QString measured;
    {
        ScoringWindow window;
        QVERIFY(window.settle());
        window.click("yarn");
        window.document().setCompared({"yarn", "ntk"});
        measured = window.measured();
        QVERIFY(window.window->files().saveAs(path));
    }
    QCOMPARE(measured, QStringLiteral("A mine, B YaRN, C NTK"));
    ScoringWindow window;
    QVERIFY(window.window->files().open(path));
    QCOMPARE(window.measured(), measured);
    QCOMPARE(window.mark("yarn"), QStringLiteral("B"));
    QCOMPARE(window.mark("ntk"), QStringLiteral("C"));
    QCOMPARE(window.overlay(), QStringLiteral("B · YaRN"));
}

void TestNumbers::methodsAreScoredAtBothFactors()
{
    ScoringWindow window;
    QVERIFY(window.settle());
    const auto* bars = window.parts().perplexity->findChild<views::PerplexityBars*>();
    const auto all = [&] {
        return std::all_of(bars->rows().begin(), bars->rows().end(),
            [](const views::PerplexityRow& row) { return row.id == u"inside" || (row.perplexity && row.atCommon); });
    };
    QTRY_VERIFY_WITH_TIMEOUT(all(), kWaitMs);
    const double common = std::sqrt(1 + std::log(8.0) / std::log(256.0));
    for (const views::PerplexityRow& row : bars->rows()) {
        if (row.id == u"inside")
            continue;
        protocol::ScoreParams params;
        params.set = *window.document().anySet(row.id.toStdString());
        params.target = 2048;
        QVERIFY(std::abs(*row.perplexity - fakeScore(params).perplexity) < 1e-9);
        params.set.attention_factor = common;
        QVERIFY(std::abs(*row.atCommon - fakeScore(params).perplexity) < 1e-9);
    }
}

/// Its confirmation is on the windows of every other score, so it is this set's score: nothing is asked again.
void TestNumbers::whatASearchFoundIsScored()
{
    ScoringWindow window;
    QVERIFY(window.settle());
    views::SearchPanel* panel = window.parts().search;
    QTRY_VERIFY_WITH_TIMEOUT(panel->startAction()->isEnabled(), kWaitMs);
    panel->startAction()->trigger();
    FakeEngine* engine = window.engine;
    QTRY_VERIFY_WITH_TIMEOUT(!engine->asked(protocol::method::search).empty(), kWaitMs);
    protocol::ScoreParams params;
    params.target = 2048;
    params.set = *window.document().activeSet();
    params.set.lambda.back() *= 1.1;
    params.set.name = "found";
    params.set.origin = "evolution, seed 1";
    const protocol::ScoreResult confirmed = fakeScore(params);
    protocol::SearchResult result;
    result.best = params.set;
    result.perplexity = 3.1;
    result.held_out = confirmed.perplexity;
    result.held_out_nll = confirmed.window_nll;
    engine->answer(engine->asked(protocol::method::search).back().id, protocol::to_json(result));
    QTRY_VERIFY_WITH_TIMEOUT(panel->adoptAction()->isEnabled(), kWaitMs);
    engine->setRule({}); // from here on nothing is answered
    panel->adoptAction()->trigger();
    QVERIFY(window.document().activeSet()->same_rotation(params.set));
    const auto score = window.document().score(*window.document().activeSet());
    QVERIFY(score && !score->preview);
    QCOMPARE(score->perplexity, confirmed.perplexity);
    QCOMPARE(score->split, QStringLiteral("held-out"));
    QCOMPARE(score->windowNll.size(), std::size_t(5));
    QCOMPARE(score->tokens, confirmed.tokens);
    for (const protocol::Request& request : engine->asked(protocol::method::score))
        QVERIFY(!protocol::from_json<protocol::ScoreParams>(request.params)->set.same_rotation(params.set));
}

/// The model is worse within its own window than one who counts tokens.
void TestNumbers::foreignTextIsSaid()
{
    ScoringWindow window;
    QVERIFY(window.settle());
    const auto says = [&] {
        QString all;
        for (const QLabel* label : window.parts().perplexity->findChildren<QLabel*>())
            if (label->isVisible())
                all += label->text() + u'|';
        return all;
    };
    QVERIFY(!says().contains(QStringLiteral("foreign")));
    window.unigram = 1.0; // less than the losses of every window
    window.window->session().loader().openDocuments(QStringLiteral("/texts/other"));
    QTRY_VERIFY2_WITH_TIMEOUT(says().contains(QStringLiteral("seems foreign to the model")), qPrintable(says()), kWaitMs);
    QVERIFY2(says().contains(QStringLiteral("2.72")), qPrintable(says())); // e
    for (const QSize& size : { QSize(1280, 800), QSize(1024, 700) }) {
        window.window->resize(size);
        QTRY_COMPARE(window.window->size(), size);
        for (const QLabel* label : window.parts().perplexity->findChildren<QLabel*>())
            if (label->isVisible() && label->text().contains(QStringLiteral("foreign")))
                QVERIFY2(label->height() >= label->heightForWidth(label->width()),
                    qPrintable(QStringLiteral("%1 of %2").arg(label->height()).arg(label->heightForWidth(label->width()))));
    }
}

int main(int argc, char** argv)
{
    return runWindowTest<TestNumbers>(argc, argv);
}
#include "tst_numbers.moc"
