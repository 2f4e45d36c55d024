/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.collectors.modbus;

import java.time.Duration;
import java.util.concurrent.CompletionStage;

/**
 * Reads registers of one device. Never throws and never completes exceptionally: what goes wrong is an {@link Answer}.
 * A reader connects by itself and connects anew after trouble.
 */
public interface ModbusReader extends AutoCloseable {

    /**
     * Reads registers; one request at a time.
     *
     * @param function 3 holding registers, 4 input registers
     * @param within how long the answer, and a connection where there is none, may take
     */
    CompletionStage<Answer> read(int unit, int function, int address, int words, Duration within);

    @Override
    void close();
}
