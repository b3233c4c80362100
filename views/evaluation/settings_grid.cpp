// SPDX-License-Identifier: GPL-3.0-only
#include "views/evaluation/settings_grid.h"

#include "views/plots/theme.h"

#include <QCheckBox>
#include <QComboBox>
#include <QGridLayout>
#include <QLabel>
#include <QRegularExpression>
#include <QSpinBox>
#include <algorithm>

namespace ropewalk::views {

namespace {

constexpr std::int64_t longest = std::int64_t(1) << 30; // tokens

} // namespace

LengthsField::LengthsField(QWidget* parent)
    : QLineEdit(parent)
{
    connect(this, &QLineEdit::editingFinished, this, &LengthsField::take);
}

void LengthsField::take()
{
    std::vector<std::int64_t> lengths;
    const QStringList words = text().toLower().split(QRegularExpression(QStringLiteral("[,;\\s]+")), Qt::SkipEmptyParts);
    for (const QString& word : words) {
        const bool thousands = word.endsWith(u'k');
        bool fine = false;
        const qlonglong number = (thousands ? word.chopped(1) : word).toLongLong(&fine);
        const std::int64_t length = thousands ? number * 1024 : number;
        if (fine && length >= 2 && length <= longest)
            lengths.push_back(length);
    }
    std::sort(lengths.begin(), lengths.end());
    lengths.erase(std::unique(lengths.begin(), lengths.end()), lengths.end());
    m_typed = !lengths.empty() && lengths != m_default;
    if (lengths.empty())
        lengths = m_default;
    const bool others = lengths != m_lengths;
    m_lengths = std::move(lengths);
    show();
    if (others)
        Q_EMIT lengthsChanged();
}

void LengthsField::show()
{
    QStringList words;
    for (const std::int64_t length : m_lengths)
        words << QString::number(length);
    setText(words.join(QStringLiteral(", ")));
    setCursorPosition(0);
}

void LengthsField::setDefault(std::vector<std::int64_t> lengths)
{
    m_default = std::move(lengths);
    if (m_typed || m_lengths == m_default)
        return;
    m_lengths = m_default;
    show();
    Q_EMIT lengthsChanged();
}

void LengthsField::setLengths(std::vector<std::int64_t> lengths)
{
    m_typed = lengths != m_default;
    m_lengths = std::move(lengths);
    show();
    Q_EMIT lengthsChanged();
}

std::vector<std::int64_t> doubledLengths(std::int64_t first, std::int64_t target, int most)
{
    std::vector<std::int64_t> lengths;
    for (std::int64_t length = std::max<std::int64_t>(first, 2); length < target; length *= 2)
        lengths.push_back(length);
    lengths.push_back(target);
    if (int(lengths.size()) > most)
        lengths.erase(lengths.begin(), lengths.end() - most);
    return lengths;
}

SettingsGrid::SettingsGrid(int columns, QWidget* parent)
    : QWidget(parent)
    , m_grid(new QGridLayout(this))
    , m_columns(columns)
{
    setFont(scaledFont(font(), 0.9));
    m_grid->setContentsMargins(0, 2, 0, 4);
    m_grid->setHorizontalSpacing(8);
    m_grid->setVerticalSpacing(4);
    m_grid->setColumnStretch(2 * columns, 1);
}

void SettingsGrid::addField(const QString& label, const QString& tip, QWidget* field, int columns)
{
    if (m_next % m_columns + columns > m_columns)
        m_next += m_columns - m_next % m_columns;
    const int row = m_next / m_columns, column = 2 * (m_next % m_columns);
    auto* name = new QLabel(label);
    name->setBuddy(field);
    name->setToolTip(tip);
    field->setToolTip(tip);
    field->setAccessibleName(label);
    m_grid->addWidget(name, row, column, Qt::AlignRight | Qt::AlignVCenter);
    m_grid->addWidget(field, row, column + 1, 1, 2 * columns - 1);
    m_next += columns;
}

QSpinBox* SettingsGrid::addNumber(const QString& label, const QString& tip, int low, int high, int value)
{
    auto* box = new QSpinBox;
    box->setRange(low, high);
    box->setValue(value);
    const int digits = std::max(6, int(QString::number(high).size()));
    box->setFixedWidth(QFontMetrics(font()).horizontalAdvance(QString(digits, u'0')) + 30);
    addField(label, tip, box);
    connect(box, &QSpinBox::valueChanged, this, &SettingsGrid::changed);
    return box;
}

QComboBox* SettingsGrid::addChoice(const QString& label, const QString& tip, const QStringList& items)
{
    auto* box = new QComboBox;
    box->addItems(items);
    addField(label, tip, box);
    connect(box, &QComboBox::currentIndexChanged, this, &SettingsGrid::changed);
    return box;
}

QCheckBox* SettingsGrid::addCheck(const QString& label, const QString& tip, bool checked)
{
    auto* box = new QCheckBox(label);
    box->setChecked(checked);
    addField({}, tip, box);
    box->setAccessibleName(label);
    connect(box, &QCheckBox::toggled, this, &SettingsGrid::changed);
    return box;
}

LengthsField* SettingsGrid::addLengths(const QString& label, const QString& tip)
{
    auto* field = new LengthsField;
    addField(label, tip, field, 2);
    connect(field, &LengthsField::lengthsChanged, this, &SettingsGrid::changed);
    return field;
}

} // namespace ropewalk::views
