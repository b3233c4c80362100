// SPDX-License-Identifier: GPL-3.0-only
#include "app/studio/export/export_dialog.h"
#include "app/studio/export/runtime_view.h"
#include "core/formats/factor_file.h"
#include "core/rope/methods.h"
#include "tests/views/pictures.h"
#include "views/plots/pill_button.h"

#include <QApplication>
#include <QClipboard>
#include <QComboBox>
#include <QDir>
#include <QFile>
#include <QFileDialog>
#include <QHeaderView>
#include <QLineEdit>
#include <QListWidget>
#include <QMessageBox>
#include <QPlainTextEdit>
#include <QRegularExpression>
#include <QScrollBar>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>
#include <QTimer>

using namespace ropewalk;
using namespace ropewalk::studio;

namespace {

const QString files = QStringLiteral(ROPEWALK_TEST_DATA "/factor_files/");

/// "long" and "short" of factor_files/plain.json in a project on plain_f32; n̂ of the long one as asked.
ExportJob job(std::int64_t n_hat = 0)
{
    ExportJob out;
    const rope::Geometry geometry{16, 16, 10000.0, 32};
    const auto file = formats::read_factor_file((files + QStringLiteral("plain.json")).toStdString(), geometry);
    if (!file)
        return out;
    out.project.geometry = geometry;
    out.project.target_length = file->target_length;
    out.project.sets = file->sets;
    for (std::size_t i = 0; i < out.project.sets.size(); ++i)
        out.project.sets[i].id = "set-" + std::to_string(i + 1);
    out.project.sets[1].n_hat = n_hat;
    out.set = "set-2";
    out.modelFolder = QStringLiteral(ROPEWALK_TEST_DATA "/model/plain_f32");
    return out;
}

QByteArray contentOf(const QString& path)
{
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

/// Answers the dialogs that a click on Save… opens: a name for the file, a button below the question, and the name
/// dialog away when it comes again.
class Answers
{
public:
    Answers(QString path, QString answer)
        : m_path(std::move(path))
        , m_answer(std::move(answer))
    {
        QObject::connect(&m_timer, &QTimer::timeout, [this] { look(); });
        m_timer.start(20);
    }
    QString question() const { return m_question; }

private:
    void look()
    {
        QWidget* top = QApplication::activeModalWidget();
        if (auto* files = qobject_cast<QFileDialog*>(top)) {
            if (m_question.isEmpty()) {
                auto* name = files->findChild<QLineEdit*>(QStringLiteral("fileNameEdit"));
                name->setText(m_path);
                QTest::keyClick(name, Qt::Key_Return);
            } else {
                files->reject();
            }
        } else if (auto* box = qobject_cast<QMessageBox*>(top)) {
            m_question = box->text();
            for (QAbstractButton* each : box->buttons())
                if (each->text().remove(QLatin1Char('&')) == m_answer)
                    QTest::mouseClick(each, Qt::LeftButton);
        }
    }

    QString m_path, m_answer, m_question;
    QTimer m_timer;
};

QAbstractButton* button(QWidget& dialog, const char* text)
{
    for (auto* each : dialog.findChildren<views::PillButton*>())
        if (each->text() == QString::fromUtf8(text))
            return each;
    return nullptr;
}

} // namespace

/// What the export dialog offers, shows and writes, by mouse and keys.
class TestExportDialog : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init()
    {
        QTest::failOnWarning(QRegularExpression(QStringLiteral("^(?!This plugin does not support propagateSizeHints)")));
    }

    /// Arrow keys walk all the forms; each shows its file, GGUF asks for a model first.
    void everyForm()
    {
        ExportDialog dialog(job());
        dialog.show();
        auto* list = dialog.findChild<QListWidget*>();
        QCOMPARE(list->count(), int(formats::all_export_formats().size()));
        QTest::mouseClick(list->viewport(), Qt::LeftButton, {}, list->visualItemRect(list->item(0)).center());
        for (const ExportFormat format : formats::all_export_formats()) {
            if (format != ExportFormat::ropewalk)
                QTest::keyClick(list, Qt::Key_Down);
            QCOMPARE(list->currentRow(), int(format));
            const bool csv = format == ExportFormat::csv, gguf = format == ExportFormat::gguf;
            QCOMPARE(button(dialog, "Choose a GGUF model…")->isVisibleTo(&dialog), gguf);
            QCOMPARE(dialog.preview().isEmpty(), csv || gguf); // a CSV has one list; GGUF has no model yet
            QCOMPARE(dialog.refusal().isEmpty(), !csv && !gguf);
            QCOMPARE(button(dialog, "Save…")->isEnabled(), !csv && !gguf);
            QCOMPARE(dialog.findChild<QPlainTextEdit*>()->toPlainText(), dialog.preview());
        }
        dialog.setFormat(ExportFormat::gguf);
        dialog.setGguf(files + QStringLiteral("source_llama.gguf"));
        QVERIFY2(dialog.refusal().isEmpty(), qPrintable(dialog.refusal()));
        QVERIFY(dialog.preview().contains(QStringLiteral("rope_factors_long.weight =")));
        QVERIFY(dialog.preview().contains(QStringLiteral("llama.rope.scaling.factor"))); // which goes
    }

    void shortSet()
    {
        ExportDialog dialog(job()); // the two serve up to L and beyond: the pair is proposed
        auto* choice = dialog.findChild<QComboBox*>();
        QCOMPARE(choice->currentText(), QStringLiteral("short"));
        dialog.setFormat(ExportFormat::python);
        QVERIFY(!dialog.preview().contains(QStringLiteral("SHORT = LONG")));
        dialog.show();
        choice->setFocus();
        QTest::keyClick(choice, Qt::Key_Up);
        QCOMPARE(choice->currentText(), QStringLiteral("the same factors"));
        QVERIFY(dialog.preview().contains(QStringLiteral("SHORT = LONG")));
        dialog.setFormat(ExportFormat::csv);
        QVERIFY2(dialog.refusal().isEmpty(), qPrintable(dialog.refusal()));
    }

    /// The table follows the numbers and the form; the runtimes that read it come first.
    void runtimes()
    {
        ExportDialog dialog(job());
        RuntimeView& table = dialog.runtimes();
        QCOMPARE(table.rowCount(), int(formats::all_runtimes().size()));
        QVERIFY(table.warningOf(formats::Runtime::vllm).contains(QStringLiteral("turned with the long list there")));
        dialog.setFormat(ExportFormat::gguf);
        QCOMPARE(table.item(0, 0)->text(), QStringLiteral("llama.cpp"));
        dialog.setFormat(ExportFormat::python);
        QCOMPARE(table.item(0, 0)->text(), QStringLiteral("Python module"));
        dialog.setShortSet({});
        QCOMPARE(table.warningOf(formats::Runtime::vllm), QString());
        QCOMPARE(table.warningOf(formats::Runtime::module), QString());
    }

    void nHatHasAnAlternative()
    {
        ExportDialog dialog(job(5));
        dialog.show();
        QVERIFY(!dialog.preview().isEmpty());
        auto* instead = button(dialog, "Export the Python module");
        QVERIFY(!instead->isVisible());
        dialog.setFormat(ExportFormat::vllm);
        QVERIFY(dialog.preview().isEmpty());
        QVERIFY(dialog.refusal().contains(QStringLiteral("n̂ is 5")));
        QVERIFY(dialog.runtimes().warningOf(formats::Runtime::vllm).contains(QStringLiteral("first 5 positions")));
        QVERIFY(instead->isVisible());
        QTest::mouseClick(instead, Qt::LeftButton);
        QVERIFY(dialog.preview().contains(QStringLiteral("\"n_hat\": 5")));
        QVERIFY(!instead->isVisible());
    }

    void copies()
    {
        ExportDialog dialog(job());
        dialog.show();
        dialog.setFormat(ExportFormat::vllm);
        QTest::mouseClick(button(dialog, "Copy"), Qt::LeftButton);
        QCOMPARE(QGuiApplication::clipboard()->text(), dialog.preview());
    }

    void saves_data()
    {
        QTest::addColumn<int>("format");
        for (const ExportFormat format : formats::all_export_formats())
            QTest::addRow("%s", std::string(formats::name(format)).c_str()) << int(format);
    }
    /// What was saved is what was shown; it reads back as the sets.
    void saves()
    {
        QFETCH(int, format);
        const auto form = ExportFormat(format);
        QTemporaryDir folder;
        const QString path = folder.filePath(QStringLiteral("out"));
        ExportDialog dialog(job());
        dialog.setGguf(files + QStringLiteral("source_phi3.gguf"));
        if (form == ExportFormat::csv)
            dialog.setShortSet({});
        dialog.setFormat(form);
        QVERIFY2(dialog.refusal().isEmpty(), qPrintable(dialog.refusal()));
        QSignalSpy saved(&dialog, &ExportDialog::saved);
        const QString shown = dialog.preview();
        dialog.saveTo(path);
        QVERIFY(saved.wait());
        if (form != ExportFormat::folder && form != ExportFormat::gguf) {
            QFile file(path);
            QVERIFY(file.open(QIODevice::ReadOnly));
            QCOMPARE(QString::fromUtf8(file.readAll()), shown);
        }
        if (form == ExportFormat::python)
            return;
        const auto read = formats::read_factor_file(path.toStdString(), job().project.geometry);
        QVERIFY2(read, read ? "" : read.error().text().c_str());
        QCOMPARE(read->sets.back().lambda, job().project.sets[1].lambda);
    }

    /// Save… names what would be lost and asks; what is open is refused in words, whatever the form.
    void asksBeforeItReplaces()
    {
        QTemporaryDir folder;
        const auto at = [&](const char* name) { return folder.filePath(QString::fromUtf8(name)); };
        ExportJob one = job();
        QVERIFY(QDir(folder.path()).mkdir(QStringLiteral("model")));
        QVERIFY(QFile::copy(one.modelFolder + QStringLiteral("/config.json"), at("model/config.json")));
        QVERIFY(QFile::copy(files + QStringLiteral("plain.json"), at("text.txt")));
        QVERIFY(QFile::copy(files + QStringLiteral("plain.json"), at("old.json")));
        QVERIFY(QFile::link(at("model/config.json"), at("link.json")));
        one.modelFolder = at("model");
        one.project.documents_path = at("text.txt").toStdString();
        one.format = ExportFormat::python;
        const QByteArray config = contentOf(at("model/config.json")), text = contentOf(at("text.txt"));

        ExportDialog dialog(one);
        dialog.show();
        const auto choose = [&](const QString& path, const char* answer) {
            Answers answers(path, QString::fromUtf8(answer));
            QTest::mouseClick(button(dialog, "Save…"), Qt::LeftButton);
            return answers.question();
        };
        for (const char* own : {"model/config.json", "link.json", "model/model.safetensors"})
            QVERIFY2(choose(at(own), "OK").contains(QStringLiteral("is a file of the open model")), own);
        QVERIFY(choose(at("text.txt"), "OK").contains(QStringLiteral("is read by the same work")));
        QCOMPARE(choose(at("old.json"), "Cancel"), QStringLiteral("“old.json” is there already. Replace it?"));
        QCOMPARE(contentOf(at("old.json")), text); // a copy of the same file
        QVERIFY(dialog.isVisible());
        QSignalSpy saved(&dialog, &ExportDialog::saved);
        QCOMPARE(choose(at("old.json"), "Replace"), QStringLiteral("“old.json” is there already. Replace it?"));
        QVERIFY(saved.wait());
        QVERIFY(contentOf(at("old.json")).contains("def apply"));
        QCOMPARE(contentOf(at("model/config.json")), config);
        QCOMPARE(contentOf(at("text.txt")), text);
        QVERIFY(QFileInfo(at("link.json")).isSymLink());
        QVERIFY(!QFile::exists(at("model/model.safetensors")));
    }

    /// What stands in the way is said, and can be tried again.
    void failsInWords()
    {
        ExportDialog dialog(job());
        dialog.show();
        QSignalSpy failed(&dialog, &ExportDialog::failed);
        dialog.saveTo(QStringLiteral("/no/such/folder/out.json"));
        QVERIFY(failed.wait());
        QVERIFY(failed.front().front().toString().contains(QStringLiteral("cannot be saved")));
        QVERIFY(dialog.isVisible());
        QVERIFY(button(dialog, "Save…")->isEnabled());
    }

    /// 1280×800 at scale 2 is 640×400: everything can still be reached, the table by scrolling.
    void fitsASmallScreen()
    {
        ExportDialog dialog(job(28));
        QVERIFY2(dialog.minimumSizeHint().width() <= 640 && dialog.minimumSizeHint().height() <= 370,
            qPrintable(QStringLiteral("%1×%2").arg(dialog.minimumSizeHint().width()).arg(dialog.minimumSizeHint().height())));
        dialog.setFormat(ExportFormat::gguf);
        dialog.resize(640, 370);
        dialog.show();
        test::picture(dialog, QStringLiteral("export-small"), 2);
        QVERIFY(dialog.width() <= 640);
    }

    void looks_data()
    {
        QTest::addColumn<bool>("dark");
        QTest::addColumn<int>("scale");
        for (const bool dark : {false, true})
            for (const int scale : {1, 2})
                QTest::addRow("%s %d", dark ? "dark" : "light", scale) << dark << scale;
    }
    /// Pictures in both palettes and scales; no column is cut, no row higher than it is shown.
    void looks()
    {
        QFETCH(bool, dark);
        QFETCH(int, scale);
        test::useTheme(dark ? views::darkTheme() : views::lightTheme());
        ExportJob shown = job(28);
        shown.format = ExportFormat::config;
        for (const bool refused : {false, true}) {
            shown.project.sets[1].n_hat = refused ? 28 : 0;
            ExportDialog dialog(shown);
            dialog.resize(1180, 730);
            dialog.show();
            QVERIFY(QTest::qWaitForWindowExposed(&dialog));
            RuntimeView& table = dialog.runtimes();
            QVERIFY(!table.horizontalScrollBar()->isVisible());
            for (int column = 0; column < table.columnCount(); ++column)
                QVERIFY(table.columnWidth(column) >= table.horizontalHeader()->sectionSizeHint(column));
            for (int row = 0; row < table.rowCount(); ++row)
                QVERIFY(table.rowHeight(row) >= static_cast<QAbstractItemView&>(table).sizeHintForRow(row));
            const QString name = QStringLiteral("export-%1%2@%3").arg(refused ? QStringLiteral("refused-") : QString(),
                dark ? QStringLiteral("dark") : QStringLiteral("light")).arg(scale);
            const QImage image = test::picture(dialog, name, scale);
            QVERIFY(test::pixelsNear(image, views::themeFor(dialog.palette()).text, 40) > 500);
        }
    }
};

QTEST_MAIN(TestExportDialog)
#include "tst_export_dialog.moc"
