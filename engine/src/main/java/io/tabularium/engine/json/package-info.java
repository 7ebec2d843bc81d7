/* SPDX-License-Identifier: Apache-2.0 */
/** How the engine reads the JSON it keeps in the store. */
package io.tabularium.engine.json;
