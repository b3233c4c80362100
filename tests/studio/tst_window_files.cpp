// SPDX-License-Identifier: GPL-3.0-only
#include "app/studio/control/file_control.h"
#include "app/studio/export/export_dialog.h"
#include "app/studio/window/message_bar.h"
#include "app/studio/window/model_card.h"
#include "app/studio/window/model_details.h"
#include "real_window.h"
#include "views/factors/sets/set_list.h"
#include "views/search/search_panel.h"

#include <QClipboard>
#include <QComboBox>
#include <QDir>
#include <QDropEvent>
#include <QFile>
#include <QFileDialog>
#include <QLineEdit>
#include <QListView>
#include <QMimeData>
#include <QPushButton>
#include <QRegularExpression>
#include <QSpinBox>
#include <QTest>
#include <QTimer>
#include <QTreeWidget>
#include <QUrl>

using namespace ropewalk;
using namespace ropewalk::studio;

namespace {
constexpr int kWaitMs = RealWindow::kWaitMs;
}

/// What the real window opens, saves and exports.
class TestWindowFiles : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void refusedModelIsToldInline();
    void dropsOpen();
    void modelIsDescribed();
    void modelIsOpenedInAnotherWay();
    void savedAndReopened();
    void exportsSayWhatTheyCannot();
    void importsTheListThatServesTheTarget();
    void importsAnyFactors_data();
    void importsAnyFactors();
    void appearanceChanges();
};

void TestWindowFiles::init()
{
    QTest::failOnWarning(QRegularExpression(QStringLiteral("^(?!This plugin does not support propagateSizeHints)")));
}

void TestWindowFiles::refusedModelIsToldInline()
{
    RealWindow window;
    QVERIFY(window.show());
    QVERIFY(window.waitForScore());
    const project::Project before = window.document().project();
    QVERIFY(QDir().mkpath(window.path("broken")));
    QFile config(window.path("broken/config.json"));
    QVERIFY(config.open(QIODevice::WriteOnly));
    config.write("{\"architectures\": [\"LlamaForCausalLM\"], \"hidden_size\": \"wide\"}");
    config.close();
    window->fileControl().openPath(window.path("broken"));
    MessageBar* messages = window.parts().messages;
    QTRY_VERIFY_WITH_TIMEOUT(messages->has(QStringLiteral("model")), kWaitMs);
    QVERIFY2(messages->text(QStringLiteral("model")).contains(QStringLiteral("config.json")),
        qPrintable(messages->text(QStringLiteral("model"))));
    QCOMPARE(window.document().project(), before);
    auto lambda = window.active().lambda;
    lambda.back() += 0.5;
    window.document().setLambda(window.active().id, lambda);
    QVERIFY(window.waitForScore());
}

void TestWindowFiles::dropsOpen()
{
    RealWindow window;
    QVERIFY(window.show());
    // Over the window, or over a part of it: the list of sets takes sets and leaves files to the window.
    const auto drop = [&](const QString& path, QWidget* over = nullptr) {
        over = over ? over : &*window;
        QMimeData data;
        data.setUrls({QUrl::fromLocalFile(path)});
        QDragEnterEvent enter({100, 100}, Qt::CopyAction, &data, Qt::LeftButton, {});
        QApplication::sendEvent(over, &enter);
        if (!enter.isAccepted())
            return false;
        QDropEvent event(QPointF(100, 100), Qt::CopyAction, &data, Qt::LeftButton, {});
        QApplication::sendEvent(over, &event);
        return event.isAccepted();
    };

    QFile factors(window.path("found.csv"));
    QVERIFY(factors.open(QIODevice::WriteOnly));
    for (int pair = 0; pair < 32; ++pair)
        factors.write(QByteArray::number(1 + 0.03 * pair) + '\n');
    factors.close();
    const std::size_t sets = window.document().project().sets.size();
    QVERIFY(drop(factors.fileName()));
    QCOMPARE(window.document().project().sets.size(), sets + 1);
    QCOMPARE(window.active().lambda[10], 1.3);
    QVERIFY(drop(factors.fileName(), window.parts().sets->view()->viewport()));
    QCOMPARE(window.document().project().sets.size(), sets + 2);

    QFile wrong(window.path("wrong.csv"));
    QVERIFY(wrong.open(QIODevice::WriteOnly));
    wrong.write("1\n2\n");
    wrong.close();
    QVERIFY(drop(wrong.fileName()));
    QCOMPARE(window.document().project().sets.size(), sets + 2);
    QVERIFY(window.parts().messages->text(QStringLiteral("factors")).contains(QStringLiteral("wrong.csv")));

    QVERIFY(!drop(window.path("nothing")));

    // A text becomes what is scored on; too short a one says so.
    QVERIFY(window.waitForScore());
    QFile text(window.path("short.txt"));
    QVERIFY(text.open(QIODevice::WriteOnly));
    text.write("The rope is walked.\n");
    text.close();
    QVERIFY(drop(text.fileName()));
    QTRY_COMPARE_WITH_TIMEOUT(window.document().project().documents_path, text.fileName().toStdString(), kWaitMs);
    QVERIFY(!window.document().score(window.active()));
    QVERIFY(!window->session().loader().isReady());

    // What is no UTF-8 in it is told.
    QFile damaged(window.path("damaged.txt"));
    QVERIFY(damaged.open(QIODevice::WriteOnly));
    damaged.write("The rope is \xff walked.\n");
    damaged.close();
    QVERIFY(drop(damaged.fileName()));
    QTRY_VERIFY2_WITH_TIMEOUT(window.parts().model->textText().contains(QStringLiteral("UTF-8")),
        qPrintable(window.parts().model->textText()), kWaitMs);
    QVERIFY(!window.parts().search->startAction()->isEnabled());
}

void TestWindowFiles::modelIsDescribed()
{
    RealWindow window;
    QVERIFY(window.show());
    QTRY_VERIFY_WITH_TIMEOUT(window->session().loader().isReady(), kWaitMs);
    window->actions().modelDetails->trigger();
    auto* details = window->findChild<ModelDetails*>();
    QVERIFY(details && details->isVisible());
    QMap<QString, QString> facts;
    for (const auto& [label, value] : details->facts())
        facts.insert(label, value);
    QCOMPARE(facts.value(QStringLiteral("Architecture")), QStringLiteral("LlamaForCausalLM"));
    QCOMPARE(facts.value(QStringLiteral("Layers")), QStringLiteral("4"));
    QCOMPARE(facts.value(QStringLiteral("Rotary dimension")), QStringLiteral("64: 32 pairs"));
    QCOMPARE(facts.value(QStringLiteral("Scaling as shipped")), QStringLiteral("none: plain RoPE"));
    QCOMPARE(facts.value(QStringLiteral("Tokenizer")), QStringLiteral("read"));
    auto* list = details->findChild<QTreeWidget*>();
    list->selectAll();
    QTest::keyClick(list, Qt::Key_C, Qt::ControlModifier);
    QVERIFY(QGuiApplication::clipboard()->text().contains(QStringLiteral("Layers\t4")));
}

void TestWindowFiles::modelIsOpenedInAnotherWay()
{
    RealWindow window;
    QVERIFY(window.show());
    QTRY_VERIFY_WITH_TIMEOUT(window->session().loader().isReady(), kWaitMs);
    window->actions().modelDetails->trigger();
    auto* details = window->findChild<ModelDetails*>();
    const auto named = [details](auto* kind, const char* name) {
        for (auto* child : details->findChildren<std::remove_pointer_t<decltype(kind)>*>())
            if (child->accessibleName() == QLatin1String(name))
                return child;
        return decltype(kind)();
    };
    auto* reach = named(static_cast<QComboBox*>(nullptr), "Sliding window");
    auto* tokens = named(static_cast<QSpinBox*>(nullptr), "Tokens of the sliding window");
    auto* again = details->findChild<QPushButton*>();
    QVERIFY(reach && tokens && again);
    QVERIFY(!again->isEnabled() && !tokens->isVisible());
    QTest::keyClick(reach, Qt::Key_End); // the last … tokens
    QVERIFY(tokens->isVisible());
    tokens->selectAll();
    QTest::keyClicks(tokens, QStringLiteral("64"));
    QVERIFY(again->isEnabled());
    QTest::mouseClick(again, Qt::LeftButton);
    QTRY_COMPARE_WITH_TIMEOUT(window.document().project().model_options.sliding_window, std::string("64"), kWaitMs);
    const auto& model = window->session().loader().model();
    QTRY_VERIFY_WITH_TIMEOUT(model && model->sliding_window == 64, kWaitMs);
    QCOMPARE(model->windowed_layers, 4);
    QTRY_VERIFY_WITH_TIMEOUT(!again->isEnabled(), kWaitMs);
    QVERIFY(window.parts().model->modelText().contains(QStringLiteral("sliding window 64")));
    // What extending means then stands among the facts.
    bool told = false;
    for (const auto& [label, value] : details->facts())
        told = told || value.contains(QStringLiteral("Turn the window off to extend"));
    QVERIFY(told);
}

void TestWindowFiles::savedAndReopened()
{
    RealWindow window;
    QVERIFY(window.show());
    QVERIFY(window.waitForScore());
    auto lambda = window.active().lambda;
    lambda.back() += 1;
    window.document().setLambda(window.active().id, lambda);
    QVERIFY(window->isWindowModified());
    const QString path = window.path("mine.ropewalk");
    QVERIFY(window->files().saveAs(path));
    QVERIFY(!window->isWindowModified());
    QVERIFY(window->windowTitle().contains(QStringLiteral("mine")));
    const project::Project saved = window.document().project();

    RealWindow again;
    again->fileControl().openPath(path);
    QCOMPARE(again.document().project(), saved);
    QVERIFY(!again->isWindowModified());
    QVERIFY(again.show());
    QVERIFY(again.waitForScore());
    QVERIFY(window.waitForScore());
    QCOMPARE(again.document().score(again.active())->perplexity, window.document().score(window.active())->perplexity);
}

void TestWindowFiles::exportsSayWhatTheyCannot()
{
    RealWindow window;
    QVERIFY(window.show());
    QVERIFY(window.waitForScore());
    window->actions().exportSet->trigger();
    auto* dialog = window->findChild<ExportDialog*>();
    QVERIFY(dialog);
    QVERIFY(dialog->preview().contains(QStringLiteral("\"lambda\"")));
    const QString path = window.path("out.json");
    dialog->setFormat(ExportFormat::config);
    QVERIFY2(dialog->refusal().isEmpty(), qPrintable(dialog->refusal()));
    QVERIFY(dialog->preview().contains(QStringLiteral("long_factor")));
    dialog->setFormat(ExportFormat::ropewalk);
    dialog->saveTo(path);
    QTRY_VERIFY_WITH_TIMEOUT(window.parts().messages->has(QStringLiteral("export")), kWaitMs);

    window.document().setNHat(window.active().id, 4);
    window->fileControl().openPath(path);
    QCOMPARE(window.active().n_hat, 0);
    window.document().setNHat(window.active().id, 4);
    ExportJob job{ExportFormat::config, window.document().project(), window.active().id, {}};
    ExportDialog refused(job);
    QVERIFY(refused.preview().isEmpty());
    QVERIFY(refused.refusal().contains(QStringLiteral("n̂")));
}

/// Of a config's two lists the one that serves the target is edited, and the window says which.
void TestWindowFiles::importsTheListThatServesTheTarget()
{
    RealWindow window;
    QVERIFY(window.show());
    QVERIFY(window.waitForScore());
    QByteArray low, high;
    for (int i = 0; i < 32; ++i) {
        low += (i ? "," : "") + QByteArray::number(1.0 + i / 31.0);
        high += (i ? "," : "") + QByteArray::number(1.0 + 7 * i / 31.0);
    }
    const QString path = window.path("lists.json");
    QFile file(path);
    QVERIFY(file.open(QIODevice::WriteOnly));
    file.write("{\"max_position_embeddings\": 1024, \"rope_scaling\": {\"rope_type\": \"longrope\", \"short_factor\": ["
        + low + "], \"long_factor\": [" + high + "], \"original_max_position_embeddings\": 256}}");
    file.close();
    const auto imported = [&](qint64 target, const char* sentence) {
        window.document().setTarget(target);
        window->fileControl().openPath(path);
        const QString said = window.parts().messages->text(QStringLiteral("factors"));
        QVERIFY2(said.contains(QString::fromUtf8(sentence).arg(QLocale().toString(target))), qPrintable(said));
    };
    imported(1024, "“as shipped, long” serves the target of %1 tokens");
    QCOMPARE(window.active().lambda.back(), 8.0);
    imported(256, "“as shipped, short” serves the target of %1 tokens");
    QCOMPARE(window.active().lambda.back(), 2.0);
    imported(2048, "None of its 2 sets serves the target of %1 tokens; “as shipped, long” reaches furthest");
    QCOMPARE(window.active().lambda.back(), 8.0);
}

/// Every form of factor file, dropped on the window or chosen in File → Import factors….
void TestWindowFiles::importsAnyFactors_data()
{
    QTest::addColumn<QString>("name");
    QTest::addColumn<QByteArray>("content");
    QTest::addColumn<int>("sets");
    QTest::addColumn<QString>("said");
    QByteArray column, row, lambda;
    for (int i = 0; i < 32; ++i) {
        const QByteArray number = QByteArray::number(1.0 + i / 4.0);
        column += number + '\n';
        row += number + ' ';
        lambda += (i ? "," : "") + number;
    }
    QTest::newRow("column") << QStringLiteral("column.txt") << column << 1 << QStringLiteral("attention factor: 1");
    QTest::newRow("spaces") << QStringLiteral("row") << row << 1 << QStringLiteral("attention factor: 1");
    QTest::newRow("patch") << QStringLiteral("patch.json")
                           << QByteArray("{\"rope_scaling\": {\"rope_type\": \"longrope\", \"short_factor\": [" + lambda
                                  + "], \"long_factor\": [" + lambda
                                  + "], \"original_max_position_embeddings\": 256}}")
                           << 2 << QString();
    const QByteArray one = "[[" + lambda + "], 4.5]";
    QTest::newRow("search log") << QStringLiteral("log.json")
                                << QByteArray("{\"iteration\": 3, \"history\": [], \"population\": ["
                                       + (one + ',').repeated(9) + one + "]}")
                                << 0 << QStringLiteral("a search of Microsoft's LongRoPE at iteration 3");
    QTest::newRow("another model") << QStringLiteral("few.csv") << QByteArray("1\n2\n") << 0
                                   << QStringLiteral("expected 32 factors");
}

void TestWindowFiles::importsAnyFactors()
{
    QFETCH(QString, name);
    QFETCH(QByteArray, content);
    QFETCH(int, sets);
    QFETCH(QString, said);
    RealWindow window;
    QVERIFY(window.show());
    QVERIFY(window.waitForScore());
    const std::size_t before = window.document().project().sets.size();
    const QString path = window.path(qPrintable(name));
    QFile file(path);
    QVERIFY(file.open(QIODevice::WriteOnly));
    file.write(content);
    file.close();
    const auto check = [&](std::size_t times) {
        QCOMPARE(window.document().project().sets.size(), before + times * std::size_t(sets));
        const QString shown = window.parts().messages->text(QStringLiteral("factors"));
        QVERIFY2(shown.contains(said), qPrintable(shown));
    };
    QMimeData data;
    data.setUrls({QUrl::fromLocalFile(path)});
    QDragEnterEvent enter(QPoint(50, 50), Qt::CopyAction, &data, Qt::LeftButton, Qt::NoModifier);
    QCoreApplication::sendEvent(&*window, &enter);
    QVERIFY(enter.isAccepted());
    QDropEvent drop(QPointF(50, 50), Qt::CopyAction, &data, Qt::LeftButton, Qt::NoModifier);
    QCoreApplication::sendEvent(&*window, &drop);
    check(1);
    QTimer::singleShot(0, &*window, [&] { // the dialog runs an event loop of its own
        auto* dialog = window->findChild<QFileDialog*>();
        QVERIFY(dialog);
        auto* line = dialog->findChild<QLineEdit*>(QStringLiteral("fileNameEdit"));
        QVERIFY(line);
        line->setText(path);
        QTest::keyClick(line, Qt::Key_Return);
    });
    window->actions().openFactors->trigger();
    check(2);
}

void TestWindowFiles::appearanceChanges()
{
    RealWindow window;
    QVERIFY(window.show());
    window->actions().appearances.value(Appearance::Dark)->trigger();
    QTRY_VERIFY(window->palette().color(QPalette::Window).lightness() < 100);
    window->actions().appearances.value(Appearance::Light)->trigger();
    QTRY_VERIFY(window->palette().color(QPalette::Window).lightness() > 150);
}

int main(int argc, char** argv)
{
    return runWindowTest<TestWindowFiles>(argc, argv);
}
#include "tst_window_files.moc"
