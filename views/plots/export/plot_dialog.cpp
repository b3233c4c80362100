// SPDX-License-Identifier: GPL-3.0-only
#include "views/plots/export/plot_dialog.h"

#include "views/plots/panel.h"
#include "views/plots/theme.h"

#include <QClipboard>
#include <QComboBox>
#include <QDialogButtonBox>
#include <QFileDialog>
#include <QFormLayout>
#include <QGuiApplication>
#include <QHBoxLayout>
#include <QLabel>
#include <QPainter>
#include <QPushButton>
#include <QSpinBox>
#include <QStandardPaths>
#include <QVBoxLayout>

namespace ropewalk::views {

namespace {

constexpr int fewest = 120; // pixels of a side
constexpr int most = 4096;
constexpr int square = 8; // of the chequers behind what is transparent
constexpr QSize previewSize(440, 280);
constexpr qsizetype shownRows = 12; // of the numbers
constexpr qsizetype shownColumns = 6;

const char* const suffixes[]{ ".png", ".svg", ".pdf", ".csv" };

/// Two greys that stand for no background.
void paintChequers(QPainter& painter, const QSize& size)
{
    for (int y = 0; y < size.height(); y += square)
        for (int x = 0; x < size.width(); x += square)
            painter.fillRect(x, y, square, square, (x + y) / square % 2 == 0 ? Qt::white : QColor(0xdddddd));
}

/// The upper left corner of the table, as the file has it.
QString firstLines(PlotNumbers table)
{
    const bool wide = table.columns.size() > shownColumns;
    const bool high = table.rows.size() > shownRows;
    table.rows = table.rows.mid(0, shownRows);
    for (QStringList& row : table.rows)
        row = row.mid(0, shownColumns);
    table.columns = table.columns.mid(0, shownColumns);
    QString text = QString::fromUtf8(table.csv());
    if (wide)
        text.replace(u'\n', QStringLiteral(",…\n"));
    return high ? text + QStringLiteral("…") : text;
}

QSpinBox* sideBox(int value, const QString& name)
{
    auto* box = new QSpinBox;
    box->setRange(fewest, most);
    box->setSingleStep(20);
    box->setValue(value);
    box->setSuffix(PlotDialog::tr(" px"));
    box->setAccessibleName(name);
    box->setToolTip(PlotDialog::tr("%1 in the pixels that text and lines are measured in.").arg(name));
    return box;
}

} // namespace

PlotDialog::PlotDialog(const Plot& plot, const PlotPicture& start, QWidget* parent)
    : QDialog(parent)
    , m_plot(plot)
    , m_format(new QComboBox)
    , m_width(sideBox(start.size.width(), tr("Width")))
    , m_height(sideBox(start.size.height(), tr("Height")))
    , m_scale(new QComboBox)
    , m_background(new QComboBox)
    , m_preview(new QLabel)
    , m_note(Panel::note({}))
{
    setWindowTitle(tr("Save plot: %1").arg(plot.plotTitle()));
    m_format->addItems({ tr("PNG picture"), tr("SVG drawing"), tr("PDF page"), tr("CSV numbers") });
    m_format->setAccessibleName(tr("Format"));
    m_format->setToolTip(tr("SVG and PDF keep lines and text sharp at every size; CSV holds the numbers."));
    for (int scale = 1; scale <= 4; ++scale)
        m_scale->addItem(tr("%1 × the size").arg(scale));
    m_scale->setCurrentIndex(start.scale - 1);
    m_scale->setAccessibleName(tr("Pixels of the picture"));
    m_scale->setToolTip(tr("More pixels make a PNG sharp on paper and on large screens."));
    m_background->addItems({ tr("light"), tr("dark"), tr("transparent") });
    m_background->setCurrentIndex(int(start.background));
    m_background->setAccessibleName(tr("Background"));
    m_background->setToolTip(tr("Transparent is drawn in the ink of the light theme, without surfaces."));
    m_preview->setAlignment(Qt::AlignCenter);
    m_preview->setMinimumSize(previewSize);
    m_preview->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Ignored);
    m_preview->setAccessibleName(tr("Preview"));
    m_preview->setTextFormat(Qt::PlainText);

    auto* form = new QFormLayout;
    form->addRow(tr("&Format"), m_format);
    form->addRow(tr("&Width"), m_width);
    form->addRow(tr("&Height"), m_height);
    form->addRow(tr("&Pixels"), m_scale);
    form->addRow(tr("&Background"), m_background);
    auto* buttons = new QDialogButtonBox(QDialogButtonBox::Save | QDialogButtonBox::Close);
    QPushButton* copyButton = buttons->addButton(tr("&Copy"), QDialogButtonBox::ActionRole);
    copyButton->setToolTip(tr("Puts the picture, or the numbers as text, on the clipboard."));
    auto* left = new QVBoxLayout;
    left->addLayout(form);
    left->addWidget(m_note);
    left->addStretch(1);
    auto* top = new QHBoxLayout;
    top->setSpacing(16);
    top->addLayout(left);
    top->addWidget(m_preview, 1);
    auto* layout = new QVBoxLayout(this);
    layout->addLayout(top, 1);
    layout->addWidget(buttons);

    for (QComboBox* box : { m_format, m_scale, m_background })
        connect(box, &QComboBox::currentIndexChanged, this, &PlotDialog::refresh);
    for (QSpinBox* box : { m_width, m_height })
        connect(box, &QSpinBox::valueChanged, this, &PlotDialog::refresh);
    connect(buttons->button(QDialogButtonBox::Save), &QPushButton::clicked, this, &PlotDialog::chooseFile);
    connect(copyButton, &QPushButton::clicked, this, &PlotDialog::copy);
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    refresh();
}

PlotFormat PlotDialog::format() const
{
    return PlotFormat(m_format->currentIndex());
}

PlotPicture PlotDialog::picture() const
{
    return { { m_width->value(), m_height->value() }, m_scale->currentIndex() + 1,
        PlotBackground(m_background->currentIndex()) };
}

void PlotDialog::refresh()
{
    const bool numbers = format() == PlotFormat::csv;
    const bool pixels = format() == PlotFormat::png;
    m_width->setEnabled(!numbers);
    m_height->setEnabled(!numbers);
    m_background->setEnabled(!numbers);
    m_scale->setEnabled(pixels);
    const PlotPicture chosen = picture();
    if (numbers) {
        const PlotNumbers table = m_plot.numbers();
        m_note->setText(tr("%1 rows of %2 columns").arg(table.rows.size()).arg(table.columns.size()));
        m_preview->setText(firstLines(table));
        return;
    }
    if (pixels) {
        m_note->setText(tr("%1 × %2 pixels").arg(chosen.size.width() * chosen.scale).arg(
            chosen.size.height() * chosen.scale));
    } else {
        m_note->clear();
    }

    const QSize room = m_preview->size().expandedTo(previewSize);
    const QSize shown = chosen.size.scaled(room, Qt::KeepAspectRatio).boundedTo(chosen.size);
    const double ratio = devicePixelRatioF();
    QImage image(shown * ratio, QImage::Format_ARGB32_Premultiplied);
    image.setDevicePixelRatio(ratio);
    image.fill(Qt::transparent);
    QPainter painter(&image);
    painter.setRenderHint(QPainter::SmoothPixmapTransform);
    paintChequers(painter, shown);
    PlotPicture once = chosen;
    once.scale = 1;
    painter.drawImage(QRect(QPoint(), shown), plotImage(m_plot, once));
    painter.setPen(themeFor(palette()).border);
    painter.drawRect(QRectF(0.5, 0.5, shown.width() - 1, shown.height() - 1));
    painter.end();
    m_preview->setPixmap(QPixmap::fromImage(image));
}

void PlotDialog::resizeEvent(QResizeEvent* event)
{
    QDialog::resizeEvent(event);
    refresh();
}

void PlotDialog::copy()
{
    if (format() == PlotFormat::csv)
        QGuiApplication::clipboard()->setText(QString::fromUtf8(m_plot.numbers().csv()));
    else
        QGuiApplication::clipboard()->setImage(plotImage(m_plot, picture()));
}

void PlotDialog::chooseFile()
{
    const QString suffix = QLatin1String(suffixes[int(format())]);
    const QString folder = QStandardPaths::writableLocation(QStandardPaths::PicturesLocation);
    auto* files = new QFileDialog(this, windowTitle(), folder, u'*' + suffix);
    files->setAttribute(Qt::WA_DeleteOnClose);
    files->setAcceptMode(QFileDialog::AcceptSave);
    files->setDefaultSuffix(suffix.mid(1));
    files->selectFile(plotFileName(m_plot) + suffix);
    connect(files, &QFileDialog::fileSelected, this, [this](const QString& name) {
        if (saveTo(name))
            accept();
    });
    files->open();
}

bool PlotDialog::saveTo(const QString& fileName)
{
    const QString problem = savePlot(m_plot, fileName, format(), picture());
    m_note->setText(problem);
    return problem.isEmpty();
}

} // namespace ropewalk::views
