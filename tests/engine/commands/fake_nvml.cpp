// SPDX-License-Identifier: Apache-2.0
// A machine with two cards, as a driver's management library tells of them. FAKE_NVML_DRIVER is the driver's version.
#include <cstdio>
#include <cstdlib>

extern "C" {

int nvmlInit_v2()
{
    return std::getenv("FAKE_NVML_DRIVER") ? 0 : 9; // NVML_ERROR_DRIVER_NOT_LOADED
}

int nvmlShutdown()
{
    return 0;
}

int nvmlSystemGetDriverVersion(char* text, unsigned length)
{
    std::snprintf(text, length, "%s", std::getenv("FAKE_NVML_DRIVER"));
    return 0;
}

int nvmlDeviceGetCount_v2(unsigned* count)
{
    *count = 2;
    return 0;
}

int nvmlDeviceGetHandleByIndex_v2(unsigned index, void** device)
{
    static int cards[2] = { 0, 1 };
    *device = &cards[index];
    return 0;
}

int nvmlDeviceGetName(void* device, char* text, unsigned length)
{
    std::snprintf(text, length, "Card %d", *static_cast<int*>(device));
    return 0;
}

int nvmlDeviceGetMemoryInfo(void*, unsigned long long* memory) // total, free, used
{
    memory[0] = 80'000'000'000;
    memory[1] = 60'000'000'000;
    memory[2] = 20'000'000'000;
    return 0;
}

int nvmlDeviceGetCudaComputeCapability(void* device, int* major, int* minor)
{
    *major = *static_cast<int*>(device) == 0 ? 9 : 6;
    *minor = 1;
    return 0;
}

}
