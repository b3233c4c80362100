// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/model/instruction_limit.h"
#include "core/model/kernels/cpu_kernels.h"

#include <cstdio>

/// The main of a test that computes in its own process: as QTEST_GUILESS_MAIN, within ROPEWALK_INSTRUCTION_SET.
#define ROPEWALK_COMPUTE_MAIN(Test)                                                                          \
    int main(int count, char** arguments)                                                                    \
    {                                                                                                        \
        if (const ropewalk::Status limited = ropewalk::model::limit_instructions(); !limited) {              \
            std::fprintf(stderr, "%s\n", limited.error().text().c_str());                                    \
            return 2;                                                                                        \
        }                                                                                                    \
        std::printf("Instruction set: %s\n", ropewalk::model::kernels::cpu_kernels().name);                  \
        QCoreApplication application(count, arguments);                                                      \
        Test test;                                                                                           \
        QTEST_SET_MAIN_SOURCE_PATH                                                                           \
        return QTest::qExec(&test, count, arguments);                                                        \
    }
