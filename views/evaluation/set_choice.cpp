// SPDX-License-Identifier: GPL-3.0-only
#include "views/evaluation/set_choice.h"

#include "views/evaluation/set_style.h"
#include "views/language/set_texts.h"
#include "views/plots/marks/set_mark.h"
#include "views/plots/wrap_row.h"

#include <QAbstractButton>
#include <QKeyEvent>
#include <QPainter>
#include <QScrollArea>
#include <QTimer>
#include <algorithm>

namespace ropewalk::views {

namespace {

constexpr int between = 5; // pixels between chips
constexpr int mostLines = 4; // in sight at once
constexpr int narrowest = 200; // pixels

} // namespace

/// A set's name with its line as it is drawn: colour and style, and its letter where it is chosen.
class SetChip : public QAbstractButton
{
public:
    explicit SetChip(const rope::FactorSet& set)
        : id(set.id)
    {
        setCheckable(true);
        setFocusPolicy(Qt::StrongFocus);
        setFont(scaledFont(font(), 0.9));
        setSizePolicy(QSizePolicy::Maximum, QSizePolicy::Fixed);
    }

    void show(const rope::FactorSet& set, const QString& letter)
    {
        m_letter = letter;
        m_set = set;
        setText(shownName(set));
        setChecked(!letter.isEmpty());
        setAccessibleName(letter.isEmpty() ? SetChoice::tr("Compare %1").arg(text()) : SetChoice::tr("%1, compared as %2").arg(text(), letter));
        setToolTip(letter.isEmpty() ? SetChoice::tr("Click to measure and compare %1 too").arg(text())
                : letter == u"A"    ? SetChoice::tr("%1 is A, the set being edited: the list of sets makes another A").arg(text())
                                    : SetChoice::tr("%1 is %2; click to leave it out").arg(text(), letter));
        updateGeometry();
        update();
    }

    QSize sizeHint() const override
    {
        const QFontMetrics metrics(font());
        const int letter = QFontMetrics(scaledFont(font(), 1, true)).horizontalAdvance(m_letter + u' ');
        const int whole = metrics.horizontalAdvance(text()) + (m_letter.isEmpty() ? 0 : letter) + lineLength + 22;
        return { std::min(whole, widest), metrics.height() + 8 };
    }
    QSize minimumSizeHint() const override { return { lineLength + 40, sizeHint().height() }; }

    const std::string id;

protected:
    void paintEvent(QPaintEvent*) override
    {
        const Theme theme = themeFor(palette());
        QPainter painter(this);
        painter.setRenderHint(QPainter::Antialiasing);
        const QRectF outline = QRectF(rect()).adjusted(1.5, 1.5, -1.5, -1.5);
        painter.setPen(QPen(hasFocus() || underMouse() ? theme.accent : theme.border, hasFocus() ? 2 : 1));
        painter.setBrush(isChecked() ? theme.accentSoft : theme.panel);
        painter.drawRoundedRect(outline, 3, 3);
        const double middle = rect().center().y() + 0.5;
        const QString key = QString::fromStdString(id);
        painter.setPen(QPen(
            colourOf(theme, key), 2.5, m_letter.isEmpty() ? lineOf(lookOf(key)) : penStyleOf(m_letter), Qt::FlatCap));
        painter.drawLine(QPointF(8, middle), QPointF(8 + lineLength, middle));
        double left = 8 + lineLength + 6;
        painter.setPen(isChecked() ? theme.text : theme.muted);
        if (!m_letter.isEmpty()) {
            painter.setFont(scaledFont(font(), 1, true));
            painter.drawText(QRectF(left, 0, width() - left, height()), Qt::AlignVCenter, m_letter);
            left += QFontMetricsF(painter.font()).horizontalAdvance(m_letter + u' ');
        }
        painter.setFont(font());
        painter.drawText(QRectF(left, 0, width() - left - 6, height()), Qt::AlignVCenter,
            QFontMetricsF(font()).elidedText(text(), Qt::ElideRight, width() - left - 6));
    }

    void keyPressEvent(QKeyEvent* event) override
    {
        if (event->key() == Qt::Key_Return || event->key() == Qt::Key_Enter)
            click();
        else
            QAbstractButton::keyPressEvent(event);
    }

private:
    static constexpr int lineLength = 22;
    static constexpr int widest = 190; // a longer name is elided
    rope::FactorSet m_set;
    QString m_letter;
};

SetChoice::SetChoice(Document* document, QWidget* parent)
    : QWidget(parent)
    , m_document(document)
    , m_scroll(new QScrollArea(this)) // without a layout, which would have a height of its own for every width
{
    setAccessibleName(tr("Factor sets to measure"));
    QSizePolicy policy(QSizePolicy::Expanding, QSizePolicy::Preferred);
    policy.setHeightForWidth(true);
    setSizePolicy(policy);
    auto* chips = new QWidget;
    m_row = new WrapRow(chips);
    m_row->setFromLeft(true);
    m_row->setContentsMargins(0, 0, 0, 0);
    m_row->setSpacing(between - 1);
    m_scroll->setWidget(chips);
    m_scroll->setWidgetResizable(true);
    m_scroll->setFrameShape(QFrame::NoFrame);
    m_scroll->setFocusPolicy(Qt::NoFocus); // the chips have it
    m_scroll->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_scroll->viewport()->setAutoFillBackground(false);
    chips->setAutoFillBackground(false);
    connect(document, &Document::projectReset, this, &SetChoice::reload);
    connect(document, &Document::activeSetChanged, this, &SetChoice::reload);
    connect(document, &Document::comparedChanged, this, &SetChoice::reload);
    connect(document, &Document::setsChanged, this, &SetChoice::reload);
    connect(document, &Document::modelChanged, this, &SetChoice::reload);
    connect(document, &Document::targetChanged, this, &SetChoice::reload);
    connect(document, &Document::setEdited, this, &SetChoice::reload);
    connect(document, &Document::activeSetChanged, this, &SetChoice::reveal);
    reload();
}

int SetChoice::linesHeight(int lines) const
{
    const int chip = m_chips.empty() ? fontMetrics().height() : m_chips.front()->sizeHint().height();
    return lines * chip + (lines - 1) * WrapRow::betweenLines;
}

QSize SetChoice::sizeHint() const
{
    return { m_row->sizeHint().width(), linesHeight(1) };
}

QSize SetChoice::minimumSizeHint() const
{
    return { narrowest, linesHeight(1) };
}

int SetChoice::heightForWidth(int width) const
{
    return std::min(m_row->heightForWidth(width), linesHeight(mostLines));
}

void SetChoice::resizeEvent(QResizeEvent* event)
{
    QWidget::resizeEvent(event);
    m_scroll->setGeometry(rect());
    reveal();
}

void SetChoice::reveal()
{
    QTimer::singleShot(0, this, [this] {
        for (SetChip* chip : m_chips)
            if (chip->id == m_document->project().active_set)
                m_scroll->ensureWidgetVisible(chip, 0, WrapRow::betweenLines);
    });
}

std::vector<rope::FactorSet> SetChoice::all() const
{
    std::vector<rope::FactorSet> sets = m_document->project().sets;
    const std::vector<rope::FactorSet> baselines = m_document->baselines();
    sets.insert(sets.end(), baselines.begin(), baselines.end());
    return sets;
}

std::vector<Compared> SetChoice::compared() const
{
    std::vector<Compared> result;
    for (rope::FactorSet& set : m_document->comparedSets())
        result.push_back({ std::move(set), letterAt(int(result.size())) });
    return result;
}

void SetChoice::setChosen(const std::vector<std::string>& ids)
{
    std::vector<std::string> others = ids;
    std::erase(others, m_document->project().active_set);
    m_document->setCompared(std::move(others));
}

void SetChoice::reload()
{
    const std::vector<rope::FactorSet> sets = all();
    const bool same = std::equal(sets.begin(), sets.end(), m_chips.begin(), m_chips.end(),
        [](const rope::FactorSet& set, const SetChip* chip) { return set.id == chip->id; });
    if (!same) {
        for (SetChip* chip : m_chips) {
            m_row->removeWidget(chip);
            chip->hide();
            chip->deleteLater();
        }
        m_chips.clear();
        for (const rope::FactorSet& set : sets) {
            auto* chip = new SetChip(set);
            connect(chip, &QAbstractButton::clicked, this, [this, id = set.id] { toggle(id); });
            m_row->addBreak(1); // each may begin a line
            m_row->addWidget(chip);
            m_chips.push_back(chip);
        }
        reveal();
    }
    refresh();
    Q_EMIT changed();
}

void SetChoice::toggle(const std::string& id)
{
    std::vector<std::string> others;
    for (const Compared& one : compared())
        if (one.letter != u"A")
            others.push_back(one.set.id);
    const auto found = std::find(others.begin(), others.end(), id);
    if (found != others.end()) {
        others.erase(found);
    } else if (id != m_document->project().active_set) {
        if (int(others.size()) + 1 >= mostSets)
            others.erase(others.begin());
        others.push_back(id);
    }
    m_document->setCompared(std::move(others));
    refresh(); // a chip that stays as it was shows the click otherwise
}

void SetChoice::refresh()
{
    const std::vector<rope::FactorSet> sets = all();
    for (std::size_t i = 0; i < m_chips.size() && i < sets.size(); ++i)
        m_chips[i]->show(sets[i], m_document->letter(sets[i].id));
    updateGeometry();
}

} // namespace ropewalk::views
