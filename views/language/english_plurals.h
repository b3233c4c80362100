// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include <QTranslator>

namespace ropewalk::views {

/// The plurals of the source texts where no translation is loaded: "%n window(s)" becomes "1 window" or "2 windows".
/// Everything else is left as it is.
class EnglishPlurals : public QTranslator
{
    Q_OBJECT

public:
    using QTranslator::QTranslator;
    QString translate(const char* context, const char* source, const char* disambiguation, int n) const override;
    bool isEmpty() const override { return false; }
};

} // namespace ropewalk::views
