// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include <QLineEdit>
#include <QWidget>
#include <cstdint>
#include <vector>

class QCheckBox;
class QComboBox;
class QGridLayout;
class QSpinBox;

namespace ropewalk::views {

/// Lengths in tokens, typed as "256, 1k, 2k" and shown in full; what is not a length is not taken.
class LengthsField : public QLineEdit
{
    Q_OBJECT

public:
    explicit LengthsField(QWidget* parent = nullptr);

    const std::vector<std::int64_t>& lengths() const { return m_lengths; } ///< grows; never empty after setDefault
    /// The lengths until the user types others.
    void setDefault(std::vector<std::int64_t> lengths);
    void setLengths(std::vector<std::int64_t> lengths); ///< as if typed

Q_SIGNALS:
    void lengthsChanged();

private:
    void take();
    void show();

    std::vector<std::int64_t> m_lengths, m_default;
    bool m_typed = false;
};

/// first, doubled until the target, and the target itself: at most `most`, the longest ones where there are more.
std::vector<std::int64_t> doubledLengths(std::int64_t first, std::int64_t target, int most = 10);

/// Named small controls in columns: the settings of an evaluation.
class SettingsGrid : public QWidget
{
    Q_OBJECT

public:
    explicit SettingsGrid(int columns = 4, QWidget* parent = nullptr);

    QSpinBox* addNumber(const QString& label, const QString& tip, int low, int high, int value);
    QComboBox* addChoice(const QString& label, const QString& tip, const QStringList& items);
    QCheckBox* addCheck(const QString& label, const QString& tip, bool checked);
    LengthsField* addLengths(const QString& label, const QString& tip);
    void addField(const QString& label, const QString& tip, QWidget* field, int columns = 1);

Q_SIGNALS:
    void changed(); ///< any of them

private:
    QGridLayout* m_grid;
    int m_columns, m_next = 0;
};

} // namespace ropewalk::views
