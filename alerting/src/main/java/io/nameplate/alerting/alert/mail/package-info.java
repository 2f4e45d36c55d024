/*
 * SPDX-License-Identifier: Apache-2.0
 */

/** Messages as e-mail, or in the log where no mail server is named. */
@NullMarked
package io.nameplate.alerting.alert.mail;

import org.jspecify.annotations.NullMarked;
