// SPDX-License-Identifier: GPL-3.0-only
#include "demo_project.h"
#include "pictures.h"
#include "views/choices/accuracy_bars.h"
#include "views/document/document.h"
#include "views/evaluation/curve_chart.h"
#include "views/factors/lambda_canvas.h"
#include "views/factors/lambda_editor.h"
#include "views/factors/tools/editor_actions.h"
#include "views/frequency/frequency_map.h"
#include "views/heatmap/heat_map.h"
#include "views/learn/decay_plot.h"
#include "views/perplexity/perplexity_bars.h"
#include "views/plots/export/plot_dialog.h"
#include "views/plots/export/plot_menu.h"
#include "views/search/fitness_plot.h"

#include <QAction>
#include <QClipboard>
#include <QComboBox>
#include <QFile>
#include <QLocale>
#include <QMenu>
#include <QSpinBox>
#include <QSvgRenderer>
#include <QTemporaryDir>
#include <QTest>

using namespace ropewalk;
using namespace ropewalk::views;

class TestPlotExport : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { test::useTheme(lightTheme()); }
    void numbersAreReadBack();
    void everyPlotMakesPictures_data();
    void everyPlotMakesPictures();
    void transparentHasNoSurfaces();
    void menuCopies();
    void theCurveIsCopiedBesideItsNumbers();
    void dialogSaves();
    void problemsAreSaid();
};

namespace {

/// Two lines and a number, so that colours and places are known.
class Sample : public Plot
{
public:
    QString plotTitle() const override { return QStringLiteral("A sample"); }
    void renderPlot(QPainter& painter, const QSize& size, const QPalette& palette) const override
    {
        painter.setPen(QPen(palette.color(QPalette::WindowText), 2));
        painter.drawLine(0, 0, size.width(), size.height());
        painter.drawText(QRect(QPoint(), size), Qt::AlignCenter, QStringLiteral("text"));
    }
    PlotNumbers numbers() const override
    {
        return { { QStringLiteral("name"), QStringLiteral("value") },
            { { QStringLiteral("a \"quoted\", name"), PlotNumbers::number(0.1) },
                { QStringLiteral("π"), PlotNumbers::number(std::nan("")) } } };
    }
};

ComparedSets demoSets()
{
    const project::Project project = test::demoProject();
    return { project.geometry, project.target_length, project.sets[0], project.sets[1] };
}

} // namespace

void TestPlotExport::numbersAreReadBack()
{
    QLocale::setDefault(QLocale(QLocale::German)); // files keep the C locale
    QCOMPARE(Sample().numbers().csv(),
        QStringLiteral("name,value\n\"a \"\"quoted\"\", name\",0.1\nπ,\n").toUtf8());
    for (double value : { 1.0 / 3, 1e-300, 2048.0, -0.0625 })
        QCOMPARE(PlotNumbers::number(value).toDouble(), value);
    QLocale::setDefault(QLocale::c());
    QCOMPARE(plotFileName(Sample()), QStringLiteral("a-sample"));
}

void TestPlotExport::everyPlotMakesPictures_data()
{
    QTest::addColumn<QString>("kind");
    QTest::newRow("sample") << QStringLiteral("sample");
    QTest::newRow("frequency") << QStringLiteral("frequency");
    QTest::newRow("fitness") << QStringLiteral("fitness");
    QTest::newRow("perplexity") << QStringLiteral("perplexity");
    QTest::newRow("decay") << QStringLiteral("decay");
    QTest::newRow("lambda") << QStringLiteral("lambda");
    QTest::newRow("heat map") << QStringLiteral("heat-map");
    QTest::newRow("curves") << QStringLiteral("curves");
    QTest::newRow("accuracy") << QStringLiteral("accuracy");
}

void TestPlotExport::everyPlotMakesPictures()
{
    QFETCH(QString, kind);
    Document document;
    document.reset(test::demoProject());
    std::unique_ptr<Plot> plot;
    CurveEditing editing(&document);
    if (kind == u"lambda") {
        plot = std::make_unique<LambdaCanvas>(&editing);
    } else if (kind == u"heat-map") {
        auto map = std::make_unique<HeatMap>();
        map->grid()->setCells(2, 2, { { 0.1, {}, {} }, { 0.4, {}, {} }, { 0.8, {}, {} }, { std::nan(""), {}, {} } });
        map->grid()->setLabels({ QStringLiteral("layer 0"), QStringLiteral("layer 1") },
            { QStringLiteral("head 0"), QStringLiteral("head 1") });
        plot = std::move(map);
    } else if (kind == u"curves") {
        auto curves = std::make_unique<CurveChart>(QStringLiteral("Perplexity by length"));
        curves->setAxes({ Scale::log, QStringLiteral("tokens") }, { Scale::linear, QStringLiteral("perplexity") });
        curves->setSeries({ { { document.project().sets[0], QStringLiteral("A") },
            { { 256, 2.5 }, { 512, 2.75 }, { 2048, 3.5 } } } });
        plot = std::move(curves);
    } else if (kind == u"accuracy") {
        auto result = std::make_shared<protocol::ChoicesResult>();
        result->questions = 120;
        result->correct = 90;
        result->accuracy = 0.75;
        result->low = 0.66;
        result->high = 0.82;
        auto bars = std::make_unique<AccuracyBars>();
        bars->setResults({ { { document.project().sets[0], QStringLiteral("A") }, result, true, 120 } });
        plot = std::move(bars);
    } else if (kind == u"frequency") {
        plot = std::make_unique<FrequencyMap>(&document);
    } else if (kind == u"fitness") {
        auto fitness = std::make_unique<FitnessPlot>();
        fitness->addGeneration({ 0, 4, 3.5, 3.9, {}, 64 });
        fitness->addGeneration({ 1, 4, 3.1, 3.4, {}, 96 });
        plot = std::move(fitness);
    } else if (kind == u"perplexity") {
        auto bars = std::make_unique<PerplexityBars>();
        bars->setRows({ { QStringLiteral("pi"), QStringLiteral("PI"), 3.25, false, false },
            { QStringLiteral("set-1"), QStringLiteral("mine"), 2.5, true, true } });
        plot = std::move(bars);
    } else if (kind == u"decay") {
        auto decay = std::make_unique<DecayPlot>();
        decay->setSets(demoSets());
        plot = std::move(decay);
    } else {
        plot = std::make_unique<Sample>();
    }

    PlotPicture picture { QSize(480, 300), 2, PlotBackground::light };
    for (const PlotBackground background : { PlotBackground::light, PlotBackground::dark }) {
        picture.background = background;
        const QImage image = plotImage(*plot, picture);
        QCOMPARE(image.size(), QSize(960, 600));
        const Theme theme = background == PlotBackground::dark ? darkTheme() : lightTheme();
        const int surface = test::pixelsNear(image, theme.panel, 2);
        QVERIFY2(surface > 1000 && surface < 960 * 600 - 400, qPrintable(QString::number(surface)));
        // A picture in the other size is not this one, stretched.
        PlotPicture wide = picture;
        wide.size.setWidth(800);
        QVERIFY(plotImage(*plot, wide).scaled(image.size()) != image);
        image.save(QCoreApplication::applicationDirPath() + QStringLiteral("/../pictures/export-%1-%2.png")
                       .arg(kind, theme.dark ? QStringLiteral("dark") : QStringLiteral("light")));
    }

    const QByteArray svg = plotBytes(*plot, PlotFormat::svg, picture);
    QVERIFY(svg.contains("viewBox=\"0 0 480 300\""));
    QVERIFY(svg.contains("<text") || kind == u"sample");
    QSvgRenderer reader(svg);
    QVERIFY(reader.isValid());
    // Drawn again, it is the picture.
    QImage drawn(picture.size, QImage::Format_ARGB32_Premultiplied);
    drawn.fill(Qt::transparent);
    QPainter painter(&drawn);
    reader.render(&painter);
    painter.end();
    picture.scale = 1;
    const QImage painted = plotImage(*plot, picture);
    double apart = 0;
    for (int y = 0; y < drawn.height(); ++y)
        for (int x = 0; x < drawn.width(); ++x)
            apart += std::abs(qGray(drawn.pixel(x, y)) - qGray(painted.pixel(x, y)));
    apart /= drawn.width() * drawn.height();
    QVERIFY2(apart < 6, qPrintable(QStringLiteral("mean difference %1 of 255").arg(apart)));
    const QString folder = QCoreApplication::applicationDirPath() + QStringLiteral("/../pictures/export-") + kind;
    QVERIFY(savePlot(*plot, folder + QStringLiteral(".svg"), PlotFormat::svg, picture).isEmpty());
    QVERIFY(savePlot(*plot, folder + QStringLiteral(".pdf"), PlotFormat::pdf, picture).isEmpty());
    const QByteArray pdf = plotBytes(*plot, PlotFormat::pdf, picture);
    QVERIFY(pdf.startsWith("%PDF-"));
    QVERIFY(pdf.contains("/MediaBox [0 0 "));

    const PlotNumbers numbers = plot->numbers();
    QVERIFY(!numbers.rows.isEmpty());
    for (const QStringList& row : numbers.rows)
        QCOMPARE(row.size(), numbers.columns.size());
}

void TestPlotExport::transparentHasNoSurfaces()
{
    DecayPlot plot;
    plot.setSets(demoSets());
    const QImage image = plotImage(plot, { QSize(400, 260), 1, PlotBackground::transparent });
    int clear = 0;
    for (int y = 0; y < image.height(); ++y)
        for (int x = 0; x < image.width(); ++x)
            clear += qAlpha(image.pixel(x, y)) == 0;
    QVERIFY2(clear > 400 * 260 * 7 / 10, qPrintable(QString::number(clear)));
    QVERIFY(clear < 400 * 260 - 2000);
}

void TestPlotExport::menuCopies()
{
    auto& plot = *new DecayPlot; // the stage owns it
    plot.setSets(demoSets());
    test::Stage stage(&plot, QSize(420, 260));
    QVERIFY(QTest::qWaitForWindowExposed(&stage.window()));
    QCOMPARE(plot.contextMenuPolicy(), Qt::ActionsContextMenu);
    plot.findChild<QAction*>(QStringLiteral("copyNumbers"))->trigger();
    QVERIFY(QGuiApplication::clipboard()->text().startsWith(QStringLiteral("first_distance,last_distance,mine,found\n")));
    plot.setFocus();
    QTRY_VERIFY(plot.hasFocus());
    QTest::keyClick(&plot, Qt::Key_C, Qt::ControlModifier);
    QTRY_COMPARE(QGuiApplication::clipboard()->image().size(), QSize(840, 520));
}

/// In the λ editor Ctrl+C copies λ as ever, and the picture's menu stands in the context menu.
void TestPlotExport::theCurveIsCopiedBesideItsNumbers()
{
    Document document;
    document.reset(test::demoProject());
    auto& editor = *new LambdaEditor(&document); // the stage owns it
    test::Stage stage(&editor, QSize(820, 420));
    QVERIFY(QTest::qWaitForWindowExposed(&stage.window()));
    LambdaCanvas* canvas = editor.canvas();
    canvas->setFocus();
    QTRY_VERIFY(canvas->hasFocus());
    QTest::keyClick(canvas, Qt::Key_C, Qt::ControlModifier | Qt::ShiftModifier);
    QTRY_COMPARE(QGuiApplication::clipboard()->image().size(), canvas->size() * 2);
    QTest::keyClick(canvas, Qt::Key_C, Qt::ControlModifier);
    QCOMPARE(QGuiApplication::clipboard()->text().split(u'\n', Qt::SkipEmptyParts).size(), 32);
    QMenu menu;
    editor.actions().fill(&menu);
    QList<QAction*> all;
    for (QAction* action : menu.actions())
        all << (action->menu() ? action->menu()->actions() : QList<QAction*> { action });
    for (QAction* action : exportActions(*canvas))
        QVERIFY2(all.contains(action), qPrintable(action->text()));
    canvas->findChild<QAction*>(QStringLiteral("copyNumbers"))->trigger();
    const QStringList lines = QGuiApplication::clipboard()->text().split(u'\n', Qt::SkipEmptyParts);
    QCOMPARE(lines.size(), 33);
    QVERIFY2(lines[0].startsWith(QStringLiteral("pair,wavelength,A · mine,PI,")), qPrintable(lines[0]));
    const double first = document.activeSet()->lambda[0];
    QCOMPARE(lines[1].section(u',', 2, 2).toDouble(), first);
    canvas->findChild<QAction*>(QStringLiteral("savePlot"))->trigger();
    auto* dialog = canvas->findChild<PlotDialog*>();
    QVERIFY(dialog && dialog->isVisible());
    QTest::keyClick(dialog, Qt::Key_Escape);
}

void TestPlotExport::dialogSaves()
{
    const Sample sample;
    PlotDialog dialog(sample, {});
    dialog.setAttribute(Qt::WA_DontShowOnScreen);
    QTemporaryDir folder;
    const QList<QSpinBox*> sides = dialog.findChildren<QSpinBox*>();
    QCOMPARE(sides.size(), 2);
    sides[0]->setValue(300);
    sides[1]->setValue(200);
    const QList<QComboBox*> boxes = dialog.findChildren<QComboBox*>();
    QComboBox* format = nullptr;
    QComboBox* background = nullptr;
    for (QComboBox* box : boxes) {
        if (box->accessibleName() == u"Format")
            format = box;
        if (box->accessibleName() == u"Background")
            background = box;
    }
    QVERIFY(format && background);
    background->setCurrentIndex(int(PlotBackground::dark));
    QCOMPARE(dialog.picture().size, QSize(300, 200));
    const QString png = folder.filePath(QStringLiteral("plot.png"));
    QVERIFY(dialog.saveTo(png));
    const QImage image(png);
    QCOMPARE(image.size(), QSize(600, 400));
    QCOMPARE(image.pixelColor(590, 10), darkTheme().panel);
    format->setCurrentIndex(int(PlotFormat::csv));
    QVERIFY(!sides[0]->isEnabled());
    const QString csv = folder.filePath(QStringLiteral("plot.csv"));
    QVERIFY(dialog.saveTo(csv));
    QFile file(csv);
    QVERIFY(file.open(QIODevice::ReadOnly));
    QCOMPARE(file.readAll(), sample.numbers().csv());
    test::picture(dialog, QStringLiteral("plot-dialog"));
}

void TestPlotExport::problemsAreSaid()
{
    const QString nowhere = QStringLiteral("/nonexistent/plot.png");
    const QString problem = savePlot(Sample(), nowhere, PlotFormat::png, {});
    QVERIFY2(problem.contains(nowhere), qPrintable(problem));
    QCOMPARE(plotFormatOf(QStringLiteral("A.PDF")), PlotFormat::pdf);
    QVERIFY(!plotFormatOf(QStringLiteral("A.txt")));
}

QTEST_MAIN(TestPlotExport)
#include "tst_plot_export.moc"
