// SPDX-License-Identifier: GPL-3.0-only
#include "demo_project.h"
#include "pictures.h"
#include "views/document/document.h"
#include "views/factors/factor_panel.h"
#include "views/factors/lambda_canvas.h"
#include "views/factors/lambda_editor.h"
#include "views/factors/table/lambda_table.h"
#include "views/factors/tools/editor_actions.h"
#include "views/perplexity/perplexity_bars.h"
#include "views/plots/axis.h"

#include <QClipboard>
#include <QDoubleSpinBox>
#include <QLineEdit>
#include <QLocale>
#include <QTest>

using namespace ropewalk;
using namespace ropewalk::views;

/// Numbers as a German writes them on the screen, and as a program reads them in files and on the clipboard.
class TestLocale : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init()
    {
        QLocale::setDefault(QLocale(QLocale::German));
        test::useTheme(lightTheme());
        m_document = std::make_unique<Document>();
        m_document->reset(test::demoProject());
    }
    void cleanup()
    {
        m_document.reset();
        QLocale::setDefault(QLocale::c());
    }

    void textsHaveTheComma()
    {
        QCOMPARE(numberText(-0.5, 0.1), QStringLiteral("−0,5"));
        QCOMPARE(numberText(2048, 256), QStringLiteral("2048")); // no groups: 2.048 would be two thousandths more than 2
        QCOMPARE(significantText(2.5171), QStringLiteral("2,517"));
        QCOMPARE(shortText(1.25), QStringLiteral("1,25"));
        QCOMPARE(shortText(10.0), QStringLiteral("10"));
    }

    void ticksHaveTheComma()
    {
        Axis axis(Scale::linear, 0, 1);
        QStringList labels;
        for (const Tick& tick : axis.ticks(5))
            labels << tick.label;
        QCOMPARE(labels.join(u' '), QStringLiteral("0,0 0,2 0,4 0,6 0,8 1,0"));
        labels.clear();
        for (const Tick& tick : Axis(Scale::log, 0.1, 12).ticks(8))
            labels << tick.label;
        QVERIFY2(labels.contains(QStringLiteral("0,5")) || labels.contains(QStringLiteral("0,125")),
            qPrintable(labels.join(u' ')));
    }

    void theTableTakesBoth()
    {
        auto& editor = *new LambdaEditor(m_document.get()); // the stage owns it
        test::Stage stage(&editor, QSize(860, 420));
        QVERIFY(QTest::qWaitForWindowExposed(&stage.window()));
        editor.actions().table->trigger();
        LambdaTable* table = editor.table();
        m_document->setLambda("set-1", std::vector<double>(32, 2.5));
        const QModelIndex cell = table->model()->index(31, 0);
        QCOMPARE(cell.data().toString(), QStringLiteral("2,50"));
        for (const auto& [typed, value] : { std::pair("3,25", 3.25), std::pair("3.75", 3.75) }) {
            table->setCurrentIndex(cell);
            table->edit(cell);
            auto* line = table->viewport()->findChild<QLineEdit*>();
            QVERIFY(line);
            line->selectAll();
            QTest::keyClicks(line, QLatin1String(typed));
            QTest::keyClick(line, Qt::Key_Return);
            QTRY_COMPARE(m_document->activeSet()->lambda[31], value);
            QTRY_VERIFY(!table->viewport()->findChild<QLineEdit*>());
        }
        QCOMPARE(cell.data().toString(), QStringLiteral("3,75"));
    }

    void columnsKeepThePoint()
    {
        auto& editor = *new LambdaEditor(m_document.get()); // the stage owns it
        test::Stage stage(&editor, QSize(860, 420));
        QVERIFY(QTest::qWaitForWindowExposed(&stage.window()));
        m_document->setLambda("set-1", std::vector<double>(32, 2.5));
        LambdaCanvas* canvas = editor.canvas();
        canvas->setFocus();
        QTest::keyClick(canvas, Qt::Key_C, Qt::ControlModifier);
        QCOMPARE(QGuiApplication::clipboard()->text().section(u'\n', 0, 0), QStringLiteral("2.5"));
        // A column out of a German spreadsheet, and one out of a program.
        for (const auto& [text, value] : { std::pair("1,5\n", 1.5), std::pair("1.75\n", 1.75) }) {
            QGuiApplication::clipboard()->setText(QString::fromLatin1(text).repeated(32));
            QTest::keyClick(canvas, Qt::Key_V, Qt::ControlModifier);
            QCOMPARE(m_document->activeSet()->lambda, std::vector<double>(32, value));
        }
        const QByteArray csv = canvas->numbers().csv();
        QVERIFY2(csv.contains("\n0,6.283185307179586,1.75,"), csv.left(200).constData());
    }

    void filesKeepThePoint()
    {
        PerplexityBars bars;
        bars.setRows({ { QStringLiteral("pi"), QStringLiteral("PI"), 3.25, false, false } });
        QVERIFY(bars.accessibleDescription().contains(QStringLiteral("3,25")));
        QCOMPARE(bars.numbers().csv(),
            QByteArray("set,attention factor,perplexity,common attention factor,perplexity at it,windows,split\n"
                       "PI,1,3.25,,,,\n"));
    }

    void spinBoxesHaveTheComma()
    {
        FactorPanel panel(m_document.get());
        m_document->setAttentionFactor("set-1", 1.25);
        const auto* box = panel.findChild<QDoubleSpinBox*>();
        QVERIFY(box);
        QVERIFY2(box->text().startsWith(QStringLiteral("1,25")), qPrintable(box->text()));
    }

private:
    std::unique_ptr<Document> m_document;
};

QTEST_MAIN(TestLocale)
#include "tst_locale.moc"
