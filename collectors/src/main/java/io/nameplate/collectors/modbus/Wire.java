/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.collectors.modbus;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/**
 * A connection to one address. Everything about it is called, and completes, on the thread of its {@link Loop}; what goes
 * wrong is an {@link Answer}, never an exception.
 */
public interface Wire extends AutoCloseable {

    /**
     * Connects anew; gives the trouble, if there is any.
     *
     * @param within after which trying is pointless; the caller watches the time
     */
    CompletionStage<Optional<Answer>> connect(Duration within);

    boolean isConnected();

    /** Sends a request; one at a time. */
    CompletionStage<Answer> ask(int unit, Request request);

    /** Expects the answer of the last request no more: should it still come it must not pass for that of another. */
    void abandon();

    /** Ends the connection. */
    void drop();

    @Override
    void close();
}
